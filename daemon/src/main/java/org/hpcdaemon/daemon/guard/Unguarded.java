package org.hpcdaemon.daemon.guard;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.daemon.process.ChildEnvironment;
import org.hpcdaemon.daemon.pty.Spawner;
import org.jspecify.annotations.Nullable;

/** Leaves commands as they are: nothing is limited, or the limits are only explained. */
record Unguarded(Level level) implements Guard {
    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return ofTheDaemon;
    }

    @Override
    public Confined command(Spawner.Command command) {
        return new Confined(command);
    }

    @Override
    public Confined shell(Spawner.Command command, Path folder, Path records) {
        return new Confined(command);
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return List.of();
    }
}
