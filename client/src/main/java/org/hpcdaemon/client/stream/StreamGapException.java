package org.hpcdaemon.client.stream;

import java.io.IOException;

/** Output that the daemon no longer had. Reading again goes on behind it. */
public final class StreamGapException extends IOException {
    private static final long serialVersionUID = 1;

    private final long from;
    private final long to;

    StreamGapException(long from, long to) {
        super((to - from) + " bytes of output were dropped before they were read (offsets " + from + " to " + to + ")");
        this.from = from;
        this.to = to;
    }

    /** The first missing offset. */
    public long from() {
        return from;
    }

    /** The offset at which the stream goes on. */
    public long to() {
        return to;
    }
}
