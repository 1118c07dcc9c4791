package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.io.Serial;

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
        return errno == Libc.E2BIG;
    }

    /** A limit on processes, memory or descriptors; later it may work. */
    public boolean exhausted() {
        return errno == Libc.EAGAIN || errno == Libc.ENOMEM || errno == 23 || errno == 24;
    }
}
