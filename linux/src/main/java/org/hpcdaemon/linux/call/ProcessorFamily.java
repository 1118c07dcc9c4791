package org.hpcdaemon.linux.call;

import java.util.Optional;

/** A processor family whose system calls are known here by number. */
public enum ProcessorFamily {
    X86_64(0xC000003E),
    AARCH64(0xC00000B7);

    private final int audit;

    ProcessorFamily(int audit) {
        this.audit = audit;
    }

    /** AUDIT_ARCH_* of linux/audit.h: how a filter sees which numbers a call is counted by. */
    public int audit() {
        return audit;
    }

    /** Why nothing can be enforced on another. */
    public static String unknown() {
        return "there is no filter of system calls for " + System.getProperty("os.arch") + " yet";
    }

    /** This one; empty if it is another. */
    public static Optional<ProcessorFamily> here() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            case null, default -> Optional.empty();
        };
    }
}
