package org.hpcdaemon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.nio.charset.Charset;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * Standard output that ends the verb when it cannot be written. Java's own goes on in silence: a key that is shown once would be
 * gone on a full disk, a wake-up acknowledged that nobody saw, and a command read without end for a reader that has left.
 */
public final class StandardOutput extends OutputStream {
    private final OutputStream target;

    private StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** The process's own. */
    public static PrintStream open() {
        return over(new FileOutputStream(FileDescriptor.out), System.out.charset());
    }

    static PrintStream over(OutputStream target, Charset charset) {
        return new PrintStream(new StandardOutput(target), true, charset);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        try {
            target.write(bytes, from, count);
        } catch (IOException e) {
            throw new Lost(e);
        }
    }

    /** Unchecked, since a PrintStream keeps every other failure to itself. */
    static final class Lost extends HpcException {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean readerLeft;

        private Lost(IOException cause) {
            super(
                    ErrorCode.STORAGE,
                    "cannot write to standard output: " + cause.getMessage() + "; make room there, then try again",
                    cause);
            // EPIPE, as in `hpc events | head -1`: Java gives no other sign of it.
            readerLeft = String.valueOf(cause.getMessage()).contains("Broken pipe");
        }

        /** Whoever read has what it wanted, and wants to hear no more of it. */
        boolean isNoNews() {
            return readerLeft;
        }
    }
}
