package org.hpcdaemon.protocol.message.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;

/** Collects an output of any length in bounded memory: all of it, or its head, its tail and what was between. */
public final class Capture {
    private static final int HALF = Limits.CAPTURE_BYTES / 2;
    // The longest UTF-8 sequence but one byte: what a cut may leave of a character.
    private static final int BROKEN = 3;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] tail = new byte[0];
    private long total;

    /** Adds bytes. */
    public synchronized void add(byte[] bytes, int from, int length) {
        int toHead = (int) Math.min(length, HALF - Math.min(HALF, total));
        head.write(bytes, from, toHead);
        for (int i = toHead; i < length; i++) {
            long at = total + i - HALF;
            if (at < HALF && at >= tail.length) {
                tail = Arrays.copyOf(tail, Math.clamp(2L * tail.length, 1024, HALF));
            }
            tail[(int) (at % HALF)] = bytes[from + i];
        }
        total += length;
    }

    /** What there is so far. */
    public synchronized Captured captured() {
        byte[] first = head.toByteArray();
        byte[] last = tailInOrder();
        long omitted = total - first.length - last.length;
        if (omitted == 0) {
            byte[] all = Arrays.copyOf(first, first.length + last.length);
            System.arraycopy(last, 0, all, first.length, last.length);
            return isText(all) ? new Captured(text(all), 0, "", false) : new Captured(base64(all), 0, "", true);
        }
        byte[] wholeFirst = Arrays.copyOf(first, first.length - brokenAtEnd(first));
        byte[] wholeLast = Arrays.copyOfRange(last, brokenAtStart(last), last.length);
        if (isText(wholeFirst) && isText(wholeLast)) {
            long left = total - wholeFirst.length - wholeLast.length;
            return new Captured(text(wholeFirst), left, text(wholeLast), false);
        }
        return new Captured(base64(first), omitted, base64(last), true);
    }

    private byte[] tailInOrder() {
        long inTail = Math.max(0, total - HALF);
        if (inTail <= HALF) {
            return Arrays.copyOf(tail, (int) inTail);
        }
        int start = (int) (inTail % HALF);
        byte[] ordered = new byte[HALF];
        System.arraycopy(tail, start, ordered, 0, HALF - start);
        System.arraycopy(tail, 0, ordered, HALF - start, start);
        return ordered;
    }

    private static int brokenAtEnd(byte[] bytes) {
        for (int back = 1; back <= Math.min(BROKEN, bytes.length); back++) {
            int lead = bytes[bytes.length - back] & 0xff;
            if (lead >= 0xc0) {
                int needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
                return needed > back ? back : 0;
            }
            if (lead < 0x80) {
                return 0;
            }
        }
        return 0;
    }

    private static int brokenAtStart(byte[] bytes) {
        int at = 0;
        while (at < Math.min(BROKEN, bytes.length) && (bytes[at] & 0xc0) == 0x80) {
            at++;
        }
        return at;
    }

    private static boolean isText(byte[] bytes) {
        return Utf8.text(bytes).isPresent();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
