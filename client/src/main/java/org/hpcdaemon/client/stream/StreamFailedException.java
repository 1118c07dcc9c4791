package org.hpcdaemon.client.stream;

import java.io.IOException;

/** The daemon gave up this stream, not the command or the connection; the message says why. */
public final class StreamFailedException extends IOException {
    private static final long serialVersionUID = 1;

    StreamFailedException(String why) {
        super(why);
    }
}
