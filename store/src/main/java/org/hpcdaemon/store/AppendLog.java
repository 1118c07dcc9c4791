package org.hpcdaemon.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of lines that only grows, mode 0600, until it is full: then it becomes {@code FILE.1}, that one
 * {@code FILE.2}, and so on, and the oldest goes. Nothing is lost silently: the lines that went, and those that could
 * not be written (a full disk), are counted in a line of their own. A line is with the system when {@link #append}
 * returns, so the end of this process loses none. Never throws: what is told here must not stop what it tells of.
 * Thread-safe.
 */
public final class AppendLog {
    /** How a loss is told in a line. */
    public interface Loss {
        /** For lines that could not be written. */
        String missed(long lines);

        /** For the lines of the oldest file, which went to bound the whole. */
        String dropped(long lines);
    }

    private static final Logger LOG = System.getLogger(AppendLog.class.getName());

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final long maxBytes;
    private final int older;
    private final Loss loss;
    private long missed;

    /**
     * A log in that file, which another process may append to as well; but only one may bound it.
     *
     * @param maxBytes of each file; {@link Long#MAX_VALUE} never begins a new one
     * @param older how many full ones are kept
     */
    public AppendLog(Path file, long maxBytes, int older, Loss loss) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.older = older;
        this.loss = loss;
    }

    /** Adds a line, without its end. */
    public synchronized void append(String line) {
        try {
            beginAnotherIfFull();
            if (missed > 0) {
                write(loss.missed(missed));
                LOG.log(
                        Level.INFO,
                        "{0} can be written again; a line in it counts the {1} that are missing",
                        file,
                        missed);
                missed = 0;
            }
            write(line);
        } catch (IOException e) {
            if (missed == 0) {
                LOG.log(
                        Level.ERROR,
                        "{0} cannot be written ({1}): lines are lost from now on, everything else goes on;"
                                + " make room, and it is written again",
                        file,
                        e);
            }
            missed++;
        }
    }

    /** Whole or not at all: half a line would spoil the next one too. */
    private void write(String line) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY)) {
            long before = channel.size();
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                if (bytes.position() > 0) {
                    channel.truncate(before);
                }
                throw e;
            }
        }
    }

    private void beginAnotherIfFull() throws IOException {
        if (file.toFile().length() < maxBytes) {
            return;
        }
        long dropped = lines(generation(older));
        for (int each = older; each > 1; each--) {
            moveIfThere(generation(each - 1), generation(each));
        }
        moveIfThere(file, generation(1));
        if (dropped > 0) {
            LOG.log(Level.WARNING, "the oldest {0} lines beside {1} have gone, since it is bounded", dropped, file);
            write(loss.dropped(dropped));
        }
    }

    private Path generation(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static long lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        long lines = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                lines += c == '\n' ? 1 : 0;
            }
        }
        return lines;
    }
}
