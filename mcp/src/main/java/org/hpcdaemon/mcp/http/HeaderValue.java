package org.hpcdaemon.mcp.http;

import java.util.Base64;
import java.util.Optional;
import org.hpcdaemon.protocol.Utf8;

/** A text in a header: as it is, or as {@code =?base64?…?=} of its UTF-8. Pure. */
final class HeaderValue {
    private static final String BEGIN = "=?base64?";
    private static final String END = "?=";

    private HeaderValue() {}

    /** The text; empty if the header's value has invalid characters or is no base64. */
    static Optional<String> decode(String value) {
        if (!value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0x7e))) {
            return Optional.empty();
        }
        boolean encoded =
                value.length() >= BEGIN.length() + END.length() && value.startsWith(BEGIN) && value.endsWith(END);
        return encoded ? base64(value.substring(BEGIN.length(), value.length() - END.length())) : Optional.of(value);
    }

    private static Optional<String> base64(String digits) {
        // Java's decoder would take it without its padding: two texts for one value.
        if (digits.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Utf8.text(Base64.getDecoder().decode(digits));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
