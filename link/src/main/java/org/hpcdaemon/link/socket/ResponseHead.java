package org.hpcdaemon.link.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of an HTTP/1.1 response.
 *
 * @param headers of those that are named more than once, the first
 */
record ResponseHead(int status, Map<String, String> headers) {
    /** Far more than any server sends, and what a stranger may make us keep. */
    private static final int MAX_BYTES = 64 << 10;

    private static final String VERSION = "HTTP/1.";

    /** Reads up to the empty line. */
    static ResponseHead read(InputBuffer in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n", Math.max(0, text.length() - 4)) < 0) {
            if (!in.fill(1)) {
                throw new EOFException("the connection was closed instead of an answer");
            }
            if (text.length() == MAX_BYTES) {
                throw new ProtocolException("the answer's head takes over " + MAX_BYTES + " bytes");
            }
            text.append((char) in.take());
        }
        String[] lines = text.toString().split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new ResponseHead(status(lines[0]), headers);
    }

    private static int status(String line) throws ProtocolException {
        String[] words = line.split(" ", 3);
        if (!line.startsWith(VERSION) || words.length < 2 || !words[1].matches("[1-5][0-9][0-9]")) {
            throw new ProtocolException("what answers does not speak HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
