package org.hpcdaemon.daemon.guard;

import java.util.List;

/** What of the kernel enforces the limits. */
public enum Mechanism {
    /** Namespaces of their own, made by bubblewrap: everything outside is read-only or not there. */
    BUBBLEWRAP;

    /** By what, then what it leaves open. */
    List<String> notes() {
        return switch (this) {
            case BUBBLEWRAP -> List.of("by bubblewrap");
        };
    }
}
