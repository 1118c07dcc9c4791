package org.hpcdaemon.protocol.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A path or name of a file. Linux has bytes there; on the wire it is a string, in which each byte that is no part of valid UTF-8 is
 * NUL and its two hexadecimal digits, since no name has a NUL of its own. Equal by its bytes.
 */
public final class FilePath {
    /** PATH_MAX of linux/limits.h, without the NUL at its end. */
    public static final int MAX_BYTES = 4095;

    /** NAME_MAX of linux/limits.h. */
    public static final int MAX_NAME_BYTES = 255;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private FilePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** As the kernel has it. */
    public static FilePath of(byte[] bytes) {
        return new FilePath(bytes.clone());
    }

    /** Reads what is on the wire. Throws {@link HpcException} {@code INVALID_PARAMS}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FilePath of(String text) {
        FilePath path = new FilePath(encoded(text));
        if (path.bytes.length == 0) {
            throw HpcException.invalid("a file's path is empty; name the file");
        }
        if (path.bytes.length > MAX_BYTES) {
            throw HpcException.invalid("a path of " + path.bytes.length + " bytes, which begins "
                    + path.printable().substring(0, 60) + ", is too long; the most is " + MAX_BYTES);
        }
        int length = 0;
        for (byte each : path.bytes) {
            length = each == '/' ? 0 : length + 1;
            if (length > MAX_NAME_BYTES) {
                throw HpcException.invalid("a name in " + path.printable() + " is longer than " + MAX_NAME_BYTES
                        + " bytes, the most that a file's name has");
            }
        }
        return path;
    }

    private static byte[] encoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw HpcException.invalid(
                        "a file's path has half of a surrogate pair; send a byte that is not UTF-8 as"
                                + " NUL and two hexadecimal digits");
            }
            if (c == 0) {
                bytes.write(raw(text, at + 1));
                at += 3;
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int raw(String text, int at) {
        try {
            int value = HexFormat.fromHexDigits(text, at, at + 2);
            if (value != 0) {
                return value;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            // told below
        }
        throw HpcException.invalid(
                "a NUL in a file's path is not followed by the two hexadecimal digits of a byte that is not UTF-8");
    }

    /** As on the wire. */
    @JsonValue
    public String text() {
        return text("\0");
    }

    /** For people: a byte that is not UTF-8 as {@code \xE9}. */
    public String printable() {
        return text("\\x");
    }

    private String text(String mark) {
        StringBuilder text = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    text.append(mark).append(HEX.toHexDigits(in.get()));
                }
            }
            decoder.reset();
        }
        return text.toString();
    }

    /** Whether it is text as a whole. */
    public boolean isText() {
        return Utf8.text(bytes).isPresent();
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean isAbsolute() {
        return bytes.length > 0 && bytes[0] == '/';
    }

    /** Something beneath this directory. */
    public FilePath resolve(FilePath beneath) {
        if (beneath.isAbsolute() || bytes.length == 0) {
            return beneath;
        }
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(bytes);
        if (bytes[bytes.length - 1] != '/') {
            longer.write('/');
        }
        longer.writeBytes(beneath.bytes);
        return new FilePath(longer.toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return printable();
    }
}
