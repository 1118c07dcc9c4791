package org.hpcdaemon.protocol.message.value;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it, alike wherever one is taken: {@code 500ms}, {@code 60s}, {@code 90m}, {@code 12h}, {@code 2d}. */
public final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(0*[1-9]\\d{0,8})(ms|s|m|h|d)");

    private TimeSpan() {}

    /** Empty for anything else, and for 0. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
