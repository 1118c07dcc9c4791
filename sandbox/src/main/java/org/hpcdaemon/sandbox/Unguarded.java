package org.hpcdaemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Leaves commands as they are: nothing is limited, or the limits are only explained. */
public record Unguarded(Level level, List<Path> allowed) implements Guard {
    private static final List<Path> SHARED_FOLDERS = List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/dev"));

    public Unguarded {
        allowed = List.copyOf(allowed);
    }

    @Override
    public void check() {}

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return ofTheDaemon;
    }

    @Override
    public String rails() {
        return allowed.isEmpty() ? "" : Rails.stopping(allowed, SHARED_FOLDERS);
    }

    @Override
    public FileView files() {
        return new OpenView(allowed, SHARED_FOLDERS);
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return command;
    }

    @Override
    public boolean mustEndLeftovers() {
        return false;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records, Path terminal) {
        return command;
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return switch (level) {
            case Level.Advisory(List<String> reasons) ->
                List.of(new BoxFile(
                        "advice",
                        Bytes.utf8("hpc-daemon: nothing keeps this job within the allowed directories ("
                                + String.join("; ", reasons)
                                + "): it runs at advisory, as the daemon's user chose. They are: "
                                + allowed.stream().map(Path::toString).collect(Collectors.joining(", ")) + "\n")));
            case Level.Enforced _, Level.Refused _, Level.Off _ -> List.of();
        };
    }

    @Override
    public Optional<Shortcut> shortcut() {
        return Optional.empty();
    }
}
