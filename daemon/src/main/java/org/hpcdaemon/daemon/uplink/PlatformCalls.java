package org.hpcdaemon.daemon.uplink;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcException;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;

/** Calls to the platform on route 0 of one connection. Thread-safe. */
final class PlatformCalls {
    /** The platform answers after a commit; a disk that takes longer is as good as gone, and asking again is safe. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Connection connection;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private volatile boolean open = true;

    private final Consumer<List<AgentId>> revoked;

    /** @param revoked hears, on the link's thread, which agents have no key any more */
    PlatformCalls(Connection connection, Consumer<List<AgentId>> revoked) {
        this.connection = connection;
        this.revoked = revoked;
    }

    /** Waits for the answer. Throws {@link HpcException}; with {@code UNREACHABLE}, ask again on another connection. */
    <A> A call(PlatformRequest request, Class<A> answer) throws InterruptedException {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> future = new CompletableFuture<>();
        pending.put(id, future);
        try {
            String message = Rpc.call(RpcId.of(id), request);
            if (!open
                    || !connection.binary(
                            RouteFrame.text(RouteFrame.PLATFORM, message).encode())) {
                throw gone();
            }
            return Json.convert(future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), answer);
        } catch (TimeoutException _) {
            throw new HpcException(
                    ErrorCode.UNREACHABLE, "the platform did not answer in " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HpcException cause ? cause : new IllegalStateException(e);
        } finally {
            pending.remove(id);
        }
    }

    /** A message on route 0, on the link's thread. */
    void text(String message) {
        try {
            switch (Rpc.decode(message)) {
                case RpcMessage.Result(RpcId id, JsonNode result) -> take(id).complete(result);
                case RpcMessage.Failure failure
                when failure.id() != null -> take(failure.id()).completeExceptionally(failure.exception());
                case RpcMessage.Notification(Notice.AgentsRevoked(List<AgentId> agents)) -> revoked.accept(agents);
                case RpcMessage.Failure _, RpcMessage.Call _, RpcMessage.Notification _ -> {
                    // The platform asks nothing of a daemon in hpc.v1; a later one may, and must do without an answer.
                }
            }
        } catch (RpcException _) {
            // As above: the calls under way run into their time-out and are asked again.
        }
    }

    private CompletableFuture<JsonNode> take(RpcId id) {
        CompletableFuture<JsonNode> future = id.value() instanceof Long number ? pending.remove(number) : null;
        return future == null ? new CompletableFuture<>() : future;
    }

    void close() {
        open = false;
        pending.values().forEach(future -> future.completeExceptionally(gone()));
    }

    private static HpcException gone() {
        return new HpcException(ErrorCode.UNREACHABLE, "the connection to the platform is gone");
    }
}
