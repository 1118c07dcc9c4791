package org.hpcdaemon.daemon.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Utf8;

/**
 * An absolute path by its names; links are not followed.
 *
 * @param names each byte a character, since names need not be UTF-8
 * @param certain false if it has {@code ..}, which leads elsewhere behind a link
 */
public record PlainPath(List<String> names, boolean certain) {
    public PlainPath {
        names = List.copyOf(names);
    }

    public static PlainPath of(byte[] absolute) {
        List<String> names = Stream.of(new String(absolute, StandardCharsets.ISO_8859_1).split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
        return new PlainPath(names, !names.contains(".."));
    }

    /** As a file of rules has it; empty if it is invalid UTF-8. */
    public Optional<String> text() {
        return Utf8.text(ByteBuffer.wrap(("/" + String.join("/", names)).getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Whether the other is this or beneath it. */
    boolean covers(PlainPath other) {
        return other.names.size() >= names.size()
                && other.names.subList(0, names.size()).equals(names);
    }
}
