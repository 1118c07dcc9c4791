package org.hpcdaemon.daemon.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** From the least to the most strict. */
public enum Answer {
    ALLOW,
    /** The account owner decides about each request. */
    ASK,
    DENY;

    /** As files and people write it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What came of a question, where no rule has words of its own. */
    String outcome() {
        return switch (this) {
            case ALLOW -> "allowed";
            case ASK -> "the account owner decides about each";
            case DENY -> "denied";
        };
    }
}
