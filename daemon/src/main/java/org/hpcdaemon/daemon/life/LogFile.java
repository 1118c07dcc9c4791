package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The log of a daemon in the background: at most two generations of {@link #MAX_BYTES}. */
public final class LogFile {
    /** Weeks of what a daemon has to say, and with the older generation a small part of any home's quota. */
    public static final long MAX_BYTES = 4L << 20;

    /** Lines are read back from this many bytes at the end: far more than the lines that users ask for. */
    private static final int TAIL_BYTES = 64 << 10;

    private final Path file;

    public LogFile(Path file) {
        this.file = file;
    }

    public Path path() {
        return file;
    }

    public Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** Makes it, for the owner alone; a process's output may then be appended to it. */
    void prepare() throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    /**
     * If it has grown past its bound: copies it to {@link #older} and empties it. Not renamed, since it is also the
     * standard output of the process, where Java itself writes its last words.
     */
    public void rotate() throws IOException {
        if (Files.size(file) < MAX_BYTES) {
            return;
        }
        Files.copy(file, older(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** Its length in bytes now, 0 if it is missing. */
    public long length() {
        return file.toFile().length();
    }

    /** The last lines from byte {@code from} on, oldest first; empty if the log is missing. */
    public List<String> tail(int lines, long from) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            // After a rotation everything is newer than what was there.
            long wanted = from > length ? 0 : from;
            long start = Math.max(wanted, length - TAIL_BYTES);
            byte[] bytes = new byte[(int) (length - start)];
            log.seek(start);
            log.readFully(bytes);
            Deque<String> last = new ArrayDeque<>();
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                last.add(line);
                if (last.size() > lines) {
                    last.remove();
                }
            });
            return List.copyOf(last);
        }
    }
}
