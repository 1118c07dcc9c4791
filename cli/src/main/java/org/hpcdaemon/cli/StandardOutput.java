package org.hpcdaemon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * Standard output that ends the verb when it cannot be written. Java's own goes on in silence: a key that is shown once would be
 * gone on a full disk, a wake-up acknowledged that was never shown, and a command read without end for a reader that has left.
 *
 * <p>Into a pipe, what a verb prints is written in one piece when the verb ends, so that {@code | head -1} and {@code | grep -q}
 * get a listing whole before they leave. A verb that goes on after it has printed calls {@code flush}.
 */
public final class StandardOutput extends OutputStream {
    /** What a pipe takes at once without a reader at work (pipe(7)): more would have to wait for the reader anyway. */
    private static final int PIECE = 64 << 10;

    private static final int FILE_TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;

    private final OutputStream target;
    private final boolean pipe;
    private final byte[] piece = new byte[PIECE];
    private int length;

    private StandardOutput(OutputStream target, boolean pipe) {
        this.target = target;
        this.pipe = pipe;
    }

    /** The process's own. */
    public static PrintStream open() {
        return open(new FileOutputStream(FileDescriptor.out));
    }

    /** The same, written to in another way. */
    public static PrintStream open(OutputStream target) {
        return over(target, System.out.charset(), isPipe());
    }

    /** @param pipe whether it has a reader, which may leave */
    static PrintStream over(OutputStream target, Charset charset, boolean pipe) {
        return new PrintStream(new StandardOutput(target, pipe), !pipe, charset);
    }

    private static boolean isPipe() {
        try {
            int type = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode") & FILE_TYPE;
            return type == FIFO || type == SOCKET;
        } catch (IOException _) {
            return false; // closed, or a machine without /proc: each line is written by itself, as to a terminal
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        if (count > PIECE - length) {
            flush();
        }
        if (count > PIECE) {
            send(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, piece, length, count);
            length += count;
        }
    }

    @Override
    public void flush() {
        int count = length;
        length = 0;
        if (count > 0) {
            send(piece, 0, count);
        }
    }

    private void send(byte[] bytes, int from, int count) {
        try {
            target.write(bytes, from, count);
            target.flush();
        } catch (IOException e) {
            throw new Lost(e, pipe);
        }
    }

    /** Unchecked, since a PrintStream keeps every other failure to itself. */
    static final class Lost extends HpcException {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean readerLeft;

        private Lost(IOException cause, boolean readerLeft) {
            super(
                    ErrorCode.STORAGE,
                    "cannot write to standard output: " + cause.getMessage() + "; make room there, then try again",
                    cause);
            this.readerLeft = readerLeft;
        }

        /**
         * The reader has what it wanted, as in {@code hpc events | head -1}, and wants no message about it. A pipe fails for
         * no other reason; the words of the failure are the locale's.
         */
        boolean readerLeft() {
            return readerLeft;
        }
    }
}
