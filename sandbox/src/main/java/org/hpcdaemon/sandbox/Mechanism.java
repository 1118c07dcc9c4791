package org.hpcdaemon.sandbox;

import java.util.Locale;

/** The part of the kernel that enforces the limits. */
public enum Mechanism {
    /** Namespaces of their own, made by bubblewrap: everything outside is read-only or not there. */
    BUBBLEWRAP,

    /** A Landlock domain, which needs no other program: what is outside is not to be changed, what is hidden not read. */
    LANDLOCK;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
