package org.hpcdaemon.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The head of an HTTP/1.1 request as text: enough of HTTP for servers of tests. */
final class RequestHead {
    private RequestHead() {}

    private static final int TLS_HANDSHAKE = 0x16;

    /** Reads up to the empty line, and not a byte more; empty if the peer ended before, or speaks TLS. */
    static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == TLS_HANDSHAKE) {
                return "";
            }
            head.write(next);
            last = last << 8 | next;
            if (last == 0x0d0a0d0a) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    /** A header's value; empty if it is not there. */
    static String value(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
