package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.io.Serial;
import org.hpcdaemon.linux.call.Errno;

/** A child could not be started; nothing of it is left. */
public final class SpawnException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int errno;

    SpawnException(int errno, String message) {
        super(message + " (errno " + errno + ")");
        this.errno = errno;
    }

    /** The arguments and the environment are more than the system takes. */
    public boolean tooLong() {
        return errno == Errno.E2BIG;
    }

    /** A limit on processes, memory or descriptors; later it may work. */
    public boolean exhausted() {
        return errno == Errno.EAGAIN || errno == Errno.ENOMEM || errno == Errno.ENFILE || errno == Errno.EMFILE;
    }
}
