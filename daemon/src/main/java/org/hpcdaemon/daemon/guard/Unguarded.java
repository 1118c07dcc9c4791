package org.hpcdaemon.daemon.guard;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.daemon.process.ChildEnvironment;
import org.hpcdaemon.daemon.pty.Spawner;
import org.jspecify.annotations.Nullable;

/** Leaves commands as they are: nothing is limited, or the limits are only explained. */
record Unguarded(Level level, String rails) implements Guard {
    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return ofTheDaemon;
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return command;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records) {
        return command;
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return List.of();
    }
}
