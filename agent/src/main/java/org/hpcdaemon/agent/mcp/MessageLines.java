package org.hpcdaemon.agent.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.hpcdaemon.protocol.Limits;
import org.jspecify.annotations.Nullable;

/** Splits bytes into lines. Of a line that is longer than a message may be, only enough is kept to show that; the rest is dropped as it comes. */
final class MessageLines {
    /** What is refused as too long, and one byte. */
    private static final int MAX_BYTES = Limits.TEXT_BYTES + 1;

    private static final int BUFFER = 16 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    MessageLines(InputStream in) {
        this.in = in;
    }

    /** The next, without its end; null after the last. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (at == end) {
                at = 0;
                end = in.read(buffer);
                if (end < 0) {
                    end = 0;
                    return line.size() == 0 ? null : line.toByteArray();
                }
            }
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, Math.min(at - from, MAX_BYTES - line.size()));
            if (at < end) {
                at++;
                return line.toByteArray();
            }
        }
    }
}
