package org.hpcdaemon.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text from bytes that may be none: Java's own constructors put other characters where UTF-8 is invalid. */
public final class Utf8 {
    private Utf8() {}

    /** The text, or nothing if a part of it is invalid UTF-8. */
    public static Optional<String> text(byte[] bytes) {
        return text(ByteBuffer.wrap(bytes));
    }

    /** The same; the buffer's position stays. */
    public static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
