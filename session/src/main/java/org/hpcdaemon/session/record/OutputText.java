package org.hpcdaemon.session.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * From the bytes of one stream to text: a character that a piece cuts comes with the next piece, and what is invalid UTF-8 is U+FFFD. Not
 * thread-safe.
 */
final class OutputText {
    /** Of a character of four bytes, all but the last. */
    private static final int MAX_CUT = 3;

    private final boolean pipe;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer cut = ByteBuffer.allocate(MAX_CUT);

    OutputText(RecordedStream stream) {
        this.pipe = stream != RecordedStream.TERMINAL;
    }

    /** All whole characters, with the line ends of a terminal. */
    String add(ByteBuffer bytes) {
        ByteBuffer all = ByteBuffer.allocate(cut.position() + bytes.remaining());
        all.put(cut.flip()).put(bytes).flip();
        cut.clear();
        CharBuffer text = CharBuffer.allocate(all.remaining());
        decoder.decode(all, text, false);
        cut.put(all);
        return lines(text.flip().toString());
    }

    /** What was cut and does not go on. */
    String end() {
        boolean left = cut.position() > 0;
        cut.clear();
        return left ? "\ufffd" : "";
    }

    /** As a terminal would show what was written to a pipe. */
    private String lines(String text) {
        return pipe ? text.replace("\n", "\r\n") : text;
    }
}
