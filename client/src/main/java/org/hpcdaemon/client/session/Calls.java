package org.hpcdaemon.client.session;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;

/** Requests that wait for their answers, in the order in which they were made. Thread-safe. */
final class Calls {
    private final Map<Long, Pending<?>> pending = new ConcurrentSkipListMap<>();
    private final AtomicLong ids = new AtomicLong();

    /**
     * @param request made anew for each sending, since a resumed command asks from another offset
     * @param first told of the answer on the link's thread, before anything that follows the answer is read
     * @param <A> the answer
     */
    record Pending<A>(
            long id,
            Supplier<? extends Request> request,
            Class<A> answer,
            Consumer<A> first,
            CompletableFuture<A> future,
            AtomicBoolean sent) {
        String message() {
            return Rpc.call(RpcId.of(id), request.get());
        }

        void sendTo(Connection connection, String message) {
            // Before it is: what is on its way may arrive whatever happens here.
            sent.set(true);
            connection.text(message);
        }

        void lost(HpcException cause) {
            future.completeExceptionally(sent.get() ? LostAnswer.failure(request.get(), cause) : cause);
        }

        void answered(RpcMessage.Result result) {
            try {
                A value = Json.convert(result.result(), answer);
                first.accept(value);
                future.complete(value);
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        }
    }

    <A> Pending<A> make(Supplier<? extends Request> request, Class<A> answer, Consumer<A> first) {
        return new Pending<>(
                ids.incrementAndGet(), request, answer, first, new CompletableFuture<>(), new AtomicBoolean());
    }

    void add(Pending<?> call) {
        pending.put(call.id(), call);
    }

    void forget(Pending<?> call) {
        pending.remove(call.id());
    }

    /** Every request can be sent again: it changes nothing, or it carries an idempotency key. */
    List<Pending<?>> toSendAgain() {
        return List.copyOf(pending.values());
    }

    void result(RpcMessage.Result result) {
        if (result.id().value() instanceof Long id) {
            Pending<?> call = pending.remove(id);
            if (call != null) {
                call.answered(result);
            }
        }
    }

    void failure(RpcMessage.Failure failure) {
        if (failure.id() != null && failure.id().value() instanceof Long id) {
            Pending<?> call = pending.remove(id);
            if (call != null) {
                call.future().completeExceptionally(failure.exception());
            }
        }
    }

    void failAll(HpcException cause) {
        pending.values().removeIf(call -> {
            call.lost(cause);
            return true;
        });
    }
}
