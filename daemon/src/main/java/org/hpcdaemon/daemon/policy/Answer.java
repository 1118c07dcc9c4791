package org.hpcdaemon.daemon.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** From the least to the most strict. */
public enum Answer {
    ALLOW,
    DENY;

    /** As files and people write it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
