package org.hpcdaemon.sandbox.enforce;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.sandbox.BoxFile;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Shortcut;
import org.jspecify.annotations.Nullable;

/** Runs nothing: the host cannot enforce the limits, and the user chose that nothing runs then. */
public record Refusal(Level.Refused level) implements Guard {
    @Override
    public void check() {
        throw new HpcException(
                ErrorCode.NOT_ALLOWED,
                "this machine cannot enforce the allowed directories, and its user chose to run nothing then: "
                        + String.join("; ", level.reasons())
                        + ". Make one of these work and start the daemon again, or let its user run: hpc-daemon setup"
                        + " --if-unenforced advisory");
    }

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return ofTheDaemon;
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        check();
        throw new AssertionError("unreachable");
    }

    @Override
    public FileView files() {
        return new RefusedView(this);
    }

    @Override
    public boolean mustEndLeftovers() {
        return false;
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records, Path terminal) {
        return command(command);
    }

    @Override
    public String rails() {
        return "";
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        check();
        return List.of();
    }

    @Override
    public Optional<Shortcut> shortcut() {
        return Optional.empty();
    }

    private record RefusedView(Refusal refusal) implements FileView {
        @Override
        public <T> T call(Work<T> work) {
            refusal.check();
            throw new AssertionError("unreachable");
        }

        @Override
        public List<Path> allowed() {
            return List.of();
        }
    }
}
