package org.hpcdaemon.session.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Caller;

/** The port's contract in memory. */
public final class TestOnce implements Idempotency {
    private final Map<String, Entry> entries = new HashMap<>();

    private record Entry(Request request, CompletableFuture<Object> answer) {}

    @Override
    public <A> A once(Caller caller, IdempotencyKey key, Request sent, Class<A> answer, Supplier<A> action) {
        Request request = sent instanceof ExecRequest.Run run ? run.withoutStreams() : sent;
        String name = caller + "/" + key;
        Entry entry;
        boolean first;
        synchronized (this) {
            Entry existing = entries.get(name);
            first = existing == null;
            entry = existing == null ? new Entry(request, new CompletableFuture<>()) : existing;
            entries.put(name, entry);
        }
        if (!entry.request.equals(request)) {
            throw new HpcException(ErrorCode.KEY_REUSED, "this key was used for another request");
        }
        if (first) {
            try {
                entry.answer.complete(action.get());
            } catch (HpcException e) {
                if (e.code().advice() == Advice.RETRY) {
                    synchronized (this) {
                        entries.remove(name);
                    }
                }
                entry.answer.completeExceptionally(e);
            } catch (RuntimeException e) {
                entry.answer.completeExceptionally(e);
            }
        }
        try {
            return answer.cast(entry.answer.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public synchronized <A> Optional<A> answered(Caller caller, IdempotencyKey key, Request request, Class<A> answer) {
        return Optional.ofNullable(entries.get(caller + "/" + key))
                .filter(entry -> entry.answer().isDone() && !entry.answer().isCompletedExceptionally())
                .map(entry -> answer.cast(entry.answer().join()));
    }
}
