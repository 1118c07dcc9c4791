package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import org.hpcdaemon.linux.call.OpenFlags;

/**
 * The master side of a pseudo-terminal (pty(7)). The slave is opened by the child alone, so that its end is seen
 * here when the last process that has it is gone. Thread-safe.
 */
public final class Pty implements AutoCloseable {
    // /dev/pts/ and a number.
    private static final int NAME_BYTES = 64;

    private final Fd master;
    private final String slave;

    private Pty(Fd master, String slave) {
        this.master = master;
        this.slave = slave;
    }

    /** Opens a new terminal of that size in character cells. */
    public static Pty open(int rows, int cols) throws IOException {
        int fd = check("posix_openpt", Libc.posixOpenpt(OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC));
        Fd master = Fd.own(fd);
        try (Arena arena = Arena.ofConfined()) {
            check("grantpt", Libc.grantpt(fd));
            check("unlockpt", Libc.unlockpt(fd));
            MemorySegment name = arena.allocate(NAME_BYTES);
            int failed = Libc.ptsname(fd, name);
            if (failed != 0) {
                throw new IOException("ptsname_r failed with errno " + Math.abs(failed));
            }
            Pty pty = new Pty(master, name.getString(0));
            pty.resize(rows, cols);
            return pty;
        } catch (IOException e) {
            master.close();
            throw e;
        }
    }

    private static int check(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with errno " + -result + ": this machine gives no more terminals");
        }
        return result;
    }

    /** The terminal's bytes, both ways. */
    public Fd master() {
        return master;
    }

    /** The path a child opens. */
    public String slave() {
        return slave;
    }

    /** Sets the size in character cells; the foreground processes get SIGWINCH. */
    public void resize(int rows, int cols) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            size.set(JAVA_SHORT, 0, (short) rows);
            size.set(JAVA_SHORT, 2, (short) cols);
            master.with(fd -> Libc.ioctl(fd, Libc.TIOCSWINSZ, size));
        }
    }

    /** The process group that reads the keyboard now; empty if the terminal has ended. */
    public OptionalInt foreground() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment group = arena.allocate(JAVA_INT);
            int result = master.with(fd -> Libc.ioctl(fd, Libc.TIOCGPGRP, group));
            int id = group.get(JAVA_INT, 0);
            return result < 0 || id <= 0 ? OptionalInt.empty() : OptionalInt.of(id);
        }
    }

    @Override
    public void close() {
        master.close();
    }
}
