package org.hpcdaemon.protocol.rpc;

import org.hpcdaemon.protocol.message.Notice;
import org.jspecify.annotations.Nullable;

/**
 * {@code stream.ack}, written and read without a JSON library. There is one for every 256 KiB of a transfer, and what takes long in a
 * program that has just started is code that ran seldom: by the library, acknowledgements were an eighth of the CPU time of an upload.
 */
final class AckText {
    private static final String BEGIN = "{\"jsonrpc\":\"2.0\",\"method\":\"stream.ack\",\"params\":{\"stream\":";
    private static final String MIDDLE = ",\"offset\":";
    private static final String END = "}}";

    /** So many digits are always a long. */
    private static final int MAX_DIGITS = 18;

    private AckText() {}

    /** As the library writes it. */
    static String write(Notice.StreamAck ack) {
        // Not by +, which is linked when it is first used.
        String offset = Long.toString(ack.offset());
        return BEGIN.concat(Integer.toString(ack.stream()))
                .concat(MIDDLE)
                .concat(offset)
                .concat(END);
    }

    /** Null for whatever is not written as here: the library reads that. */
    static Notice.@Nullable StreamAck read(String text) {
        int middle = text.startsWith(BEGIN) && text.endsWith(END) ? text.indexOf(MIDDLE, BEGIN.length()) : -1;
        if (middle < 0) {
            return null;
        }
        long stream = number(text, BEGIN.length(), middle);
        long offset = number(text, middle + MIDDLE.length(), text.length() - END.length());
        return stream < 0 || stream > Integer.MAX_VALUE || offset < 0
                ? null
                : new Notice.StreamAck((int) stream, offset);
    }

    /** -1 if it is no number, or one that needs a closer look. */
    private static long number(String text, int from, int to) {
        if (to <= from || to - from > MAX_DIGITS || (text.charAt(from) == '0' && to - from > 1)) {
            return -1;
        }
        long number = 0;
        for (int at = from; at < to; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
