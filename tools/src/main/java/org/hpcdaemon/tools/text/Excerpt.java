package org.hpcdaemon.tools.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.hpcdaemon.protocol.message.value.Captured;

/** The beginning and the end of an output, and how much was between. Does not copy what it is given. */
public final class Excerpt {
    /** Of an output too long to show, so much is the beginning: what ran, and with what; the end says how it went. */
    private static final int HEAD_PART = 4;

    private final byte[] head;
    private final long omitted;
    private final byte[] tail;

    /**
     * What is there of an output.
     *
     * @param head its first bytes; all of it if nothing was left out
     * @param omitted how many bytes are between
     * @param tail its last bytes
     */
    public Excerpt(byte[] head, long omitted, byte[] tail) {
        this.head = head;
        this.omitted = omitted;
        this.tail = tail;
    }

    public static Excerpt of(Captured captured) {
        return new Excerpt(
                bytes(captured.head(), captured.base64()),
                captured.omitted(),
                bytes(captured.tail(), captured.base64()));
    }

    public static Excerpt whole(byte[] bytes) {
        return new Excerpt(bytes, 0, new byte[0]);
    }

    private static byte[] bytes(String text, boolean base64) {
        return base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of the whole output. */
    public long size() {
        return head.length + omitted + tail.length;
    }

    /** The beginning of a text that has to be shortened to this many bytes. */
    public static int headOf(int most) {
        return most / HEAD_PART;
    }

    /**
     * As text of at most so many characters, and a line that tells of what was left out.
     *
     * @param rest how to get what is left out, after its offset: "output{id:…, from:"
     */
    public String text(int most, String rest) {
        if (omitted == 0 && size() <= most) {
            return PlainText.of(joined());
        }
        byte[] all = omitted == 0 ? joined() : head;
        byte[] end = omitted == 0 ? all : tail;
        int first = PlainText.wholeCharacters(all, Math.min(headOf(most), all.length));
        int from = Math.max(omitted == 0 ? first : 0, end.length - (most - headOf(most)));
        byte[] last = Arrays.copyOfRange(end, from, end.length);
        int broken = PlainText.brokenAtStart(last);
        long left = size() - first - (last.length - broken);
        return PlainText.of(Arrays.copyOf(all, first))
                + "\n… " + String.format(Locale.ROOT, "%,d", left) + " bytes left out; " + rest + first + "}\n"
                + PlainText.of(Arrays.copyOfRange(last, broken, last.length));
    }

    private byte[] joined() {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
