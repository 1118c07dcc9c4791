package org.hpcdaemon.daemon.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param found what is there, in words
 * @param todo what to do about it; absent if it is well
 */
public record Check(
        String name, Level level, String found, @Nullable String todo) {

    /** How it is. */
    public enum Level {
        @JsonProperty("ok")
        OK,
        /** The daemon works, less well or less surely. */
        @JsonProperty("warn")
        WARN,
        /** The daemon does not work. */
        @JsonProperty("fail")
        FAIL,
        /** Cannot be looked at, because of what failed before. */
        @JsonProperty("skipped")
        SKIPPED
    }

    static Check ok(String name, String found) {
        return new Check(name, Level.OK, found, null);
    }

    static Check warn(String name, String found, String todo) {
        return new Check(name, Level.WARN, found, todo);
    }

    static Check fail(String name, String found, @Nullable String todo) {
        return new Check(name, Level.FAIL, found, todo);
    }

    static Check skipped(String name, String because) {
        return new Check(name, Level.SKIPPED, "not checked: " + because, null);
    }

    /** For people, on one line. */
    public String line() {
        return "%-8s%-12s%s"
                .formatted(
                        level == Level.SKIPPED ? "-" : level.name().toLowerCase(Locale.ROOT),
                        name,
                        todo == null ? found : found + "; " + todo);
    }
}
