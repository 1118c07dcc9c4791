package org.hpcdaemon.protocol.message.value;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** What the records of this package check of their fields, each in the words its sender will read. */
public final class Checks {
    private Checks() {}

    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw HpcException.invalid("field \"" + field + "\" is missing");
        }
        return value;
    }

    public static @Nullable String text(String field, @Nullable String value, int maxBytes) {
        if (value != null) {
            if (value.indexOf('\0') >= 0) {
                throw HpcException.invalid("field \"" + field + "\" has a NUL character");
            }
            whole(field, value);
            atMost(field, value.getBytes(StandardCharsets.UTF_8).length, maxBytes);
        }
        return value;
    }

    /** A name that one line of a table, a log or a scheduler's option holds: printable, no quotes. */
    public static @Nullable String name(String field, @Nullable String value) {
        if (value != null) {
            if (value.isBlank() || value.length() > Limits.NAME_CHARS) {
                throw HpcException.invalid("field \"" + field + "\" has 1 to " + Limits.NAME_CHARS + " characters");
            }
            if (value.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\'' || c == '`' || c == '\\' || c == 0x7f)) {
                throw HpcException.invalid(
                        "field \"" + field + "\" has a control character, a quote or a backslash; leave them out");
            }
            whole(field, value);
        }
        return value;
    }

    /** Half of a surrogate pair has no UTF-8: it would be written as another character, and so as another command. */
    private static void whole(String field, String value) {
        if (value.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw HpcException.invalid("field \"" + field + "\" has half of a surrogate pair; send whole characters");
        }
    }

    public static void atMost(String field, long size, long max) {
        if (size > max) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE, "field \"" + field + "\" takes " + size + " bytes; the most is " + max);
        }
    }

    public static void range(String field, @Nullable Long value, long min, long max) {
        if (value != null && (value < min || value > max)) {
            throw HpcException.invalid("field \"" + field + "\" is " + value + "; it goes from " + min + " to " + max);
        }
    }

    public static void range(String field, @Nullable Integer value, int min, int max) {
        range(field, value == null ? null : Long.valueOf(value), min, max);
    }

    public static List<String> list(String field, @Nullable List<String> values) {
        if (values == null) {
            return List.of();
        }
        if (values.size() > Limits.ARGUMENTS) {
            throw HpcException.invalid("field \"" + field + "\" has more than " + Limits.ARGUMENTS + " entries");
        }
        values.forEach(value -> text(field, required(field, value), Limits.COMMAND_BYTES));
        return List.copyOf(values);
    }

    public static Map<String, String> environment(@Nullable Map<String, String> env) {
        if (env == null) {
            return Map.of();
        }
        if (env.size() > Limits.ARGUMENTS) {
            throw HpcException.invalid("field \"env\" has more than " + Limits.ARGUMENTS + " entries");
        }
        env.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw HpcException.invalid("field \"env\" has an invalid name; use letters, digits and _ only");
            }
            text("env." + name, required("env." + name, value), Limits.COMMAND_BYTES);
        });
        return Collections.unmodifiableMap(new TreeMap<>(env));
    }
}
