package org.hpcdaemon.session.idempotency;

import java.util.Optional;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.route.Caller;

/** Side effects happen once, however often they are asked for and whenever the daemon dies. Thread-safe. */
public interface Idempotency {

    /**
     * Does {@code action} unless this caller's key was seen before; blocks until there is an answer.
     *
     * <ul>
     *   <li>Same key, same request: the first answer, waiting for it if it is under way.
     *   <li>Same key, another request: {@code KEY_REUSED}.
     *   <li>Begun by a daemon that died before the answer was stored: {@code OUTCOME_UNKNOWN}.
     *   <li>An action that throws an {@code HpcException} whose advice is to retry had no effect: it is forgotten,
     *       so the key may be used again. Any other failure is the answer.
     * </ul>
     *
     * @param request compared by its method and its JSON, without the streams that carry its bytes
     */
    <A> A once(Caller caller, IdempotencyKey key, Request request, Class<A> answer, Supplier<A> action);

    /** The answer that the request of that key got, if it was carried out. Throws {@code KEY_REUSED} as {@link #once} does. */
    <A> Optional<A> answered(Caller caller, IdempotencyKey key, Request request, Class<A> answer);
}
