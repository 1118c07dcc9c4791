package org.hpcdaemon.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.linux.call.OpenFlags;
import org.hpcdaemon.linux.call.SystemCall;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Spawner;
import org.jspecify.annotations.Nullable;

/**
 * No limits, on a file system that hangs for what runs in one directory: there each start waits in open(2), as on a dead NFS
 * mount, until {@link #close}.
 */
public final class HangingGuard implements Guard, AutoCloseable {
    private final String directory;
    private final Path fifo;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param folder of the test's own */
    public HangingGuard(Path folder, String directory) throws IOException, InterruptedException {
        this.directory = directory;
        this.fifo = folder.resolve("hung");
        if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
            throw new IOException("no fifo " + fifo);
        }
    }

    /** How many hang now. */
    public int waiting() {
        return waiting.get();
    }

    /** By a call that Java does not know to block, as the daemon's own system calls are. */
    private void hang() {
        waiting.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            long _ = SystemCall.OPENAT.call(
                    OpenFlags.AT_FDCWD, arena.allocateFrom(fifo.toString()).address(), OpenFlags.O_RDONLY);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** The file system answers again. */
    @Override
    public void close() {
        try {
            while (waiting() > 0) {
                Files.newOutputStream(fifo).close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Spawner.Command looked(Spawner.Command command) {
        if (command.cwd().equals(directory)) {
            hang();
        }
        return command;
    }

    @Override
    public Spawner.Command command(Spawner.Command command) {
        return looked(command);
    }

    @Override
    public Spawner.Command shell(Spawner.Command command, Path folder, Path records, Path terminal) {
        return looked(command);
    }

    @Override
    public Level level() {
        return OFF.level();
    }

    @Override
    public void check() {
        OFF.check();
    }

    @Override
    public ChildEnvironment environment(ChildEnvironment ofTheDaemon) {
        return OFF.environment(ofTheDaemon);
    }

    @Override
    public FileView files() {
        return OFF.files();
    }

    @Override
    public boolean mustEndLeftovers() {
        return OFF.mustEndLeftovers();
    }

    @Override
    public String rails() {
        return OFF.rails();
    }

    @Override
    public List<BoxFile> job(@Nullable Path script) {
        return OFF.job(script);
    }

    @Override
    public Optional<Shortcut> shortcut() {
        return Optional.empty();
    }
}
