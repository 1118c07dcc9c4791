package org.hpcdaemon.session.idempotency;

import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.route.Caller;

/**
 * Whether a new effect may begin. Asked before anything of it is stored; never for a request that is sent again, which gets its
 * first answer. Thread-safe; waits for no other request, and for a file system at most.
 */
@FunctionalInterface
public interface Admission {
    Admission ALWAYS = (_, _) -> {};

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} to refuse it. */
    void check(Caller caller, Request request);

    /** Admits what both admit. */
    default Admission and(Admission other) {
        return (caller, request) -> {
            check(caller, request);
            other.check(caller, request);
        };
    }
}
