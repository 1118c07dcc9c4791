package org.hpcdaemon.session.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.LogStream;

/** The files in which commands' outputs are kept, for a day after each command's end. Thread-safe. */
public final class KeptOutputs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeptOutputs.class.getName());

    /** The protocol promises 24 h. */
    static final Duration KEEP = Duration.ofHours(24);

    /** In all, so that a chatty agent cannot fill a home's quota; past it the oldest are dropped. */
    private static final long BYTES = 256L << 20;

    /** Commands that end between two looks at how much there is: they pass the bound by half of it at most. */
    private static final int CHECK_AFTER_COMMANDS = 64;

    private static final Duration CHECK_INTERVAL = Duration.ofHours(1);

    private final Path folder;
    private final InstantSource clock;
    private final long bytes;
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();
    private final Semaphore ended = new Semaphore(0);
    private final DaemonLoop loop = new DaemonLoop("kept outputs", this::look);

    /** Drops nothing before it is started. */
    public KeptOutputs(Path folder, InstantSource clock) {
        this(folder, clock, BYTES);
    }

    KeptOutputs(Path folder, InstantSource clock, long bytes) {
        this.folder = folder;
        this.clock = clock;
        this.bytes = bytes;
    }

    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private static String name(CommandKey command) {
        String agent =
                command.caller().agent() == null ? "" : command.caller().agent().value();
        return Sha256.hex(agent + "\0" + command.key().value());
    }

    Path file(CommandKey command, LogStream stream) {
        return folder.resolve(name(command) + (stream == LogStream.STDOUT ? ".out" : ".err"));
    }

    KeptCommand of(CommandKey command) {
        return new KeptCommand(
                this,
                command,
                new KeptOutput(file(command, LogStream.STDOUT)),
                new KeptOutput(file(command, LogStream.STDERR)));
    }

    /** Nothing of an earlier command of that key is left, and what this one prints stays until {@link #end}. */
    void begin(CommandKey command) {
        inUse.add(name(command));
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (LogStream stream : LogStream.values()) {
                Files.deleteIfExists(file(command, stream));
            }
        } catch (IOException e) {
            inUse.remove(name(command));
            throw new HpcException(
                    ErrorCode.STORAGE, "nothing was started: its output has no place in " + folder + ": " + e, e);
        }
    }

    void end(CommandKey command) {
        inUse.remove(name(command));
        ended.release();
    }

    private boolean look() throws InterruptedException {
        prune();
        if (ended.tryAcquire(CHECK_AFTER_COMMANDS, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            ended.drainPermits();
        }
        return true;
    }

    private record Kept(Path file, Instant at, long size) {}

    /** Drops what is too old, and the oldest of what is too much. */
    void prune() {
        Instant oldest = clock.instant().minus(KEEP);
        long left = bytes;
        for (Kept kept : newestFirst()) {
            left -= kept.size();
            String name = kept.file().getFileName().toString();
            boolean used = inUse.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
            if (!used && (left < 0 || kept.at().isBefore(oldest))) {
                delete(kept.file());
            }
        }
    }

    private List<Kept> newestFirst() {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                all.add(new Kept(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
            }
        } catch (IOException _) {
            // Not there yet, or one went away meanwhile: the next look sees the rest.
        }
        all.sort(Comparator.comparing(Kept::at).reversed());
        return all;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is kept, and tried again in an hour: {1}", file, e.getMessage());
        }
    }
}
