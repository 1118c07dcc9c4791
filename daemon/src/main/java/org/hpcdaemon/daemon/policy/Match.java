package org.hpcdaemon.daemon.policy;

/** Whether a rule is about a request. */
enum Match {
    NO,
    /** The request does not tell: what it runs is inside a line of shell, say. */
    MAYBE,
    YES;

    Match and(Match other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Match or(Match other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** What both say, if they say the same. */
    Match agreed(Match other) {
        return this == other ? this : MAYBE;
    }

    static Match of(boolean matches) {
        return matches ? YES : NO;
    }
}
