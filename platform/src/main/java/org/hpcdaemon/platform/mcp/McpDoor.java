package org.hpcdaemon.platform.mcp;

import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.http.HttpHead;
import org.hpcdaemon.mcp.http.HttpStep;
import org.hpcdaemon.mcp.http.McpEndpoint;
import org.hpcdaemon.mcp.http.Origins;
import org.hpcdaemon.platform.http.route.AnswerStream;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.peer.AgentReach;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.tools.HpcTools;
import org.hpcdaemon.tools.call.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mcp}: the tools of {@code hpc mcp}, for every agent with a key, without an install. No sessions: nothing of a request is kept once
 * it is answered, but up to where terminals were read. Thread-safe.
 */
public final class McpDoor {
    /** Of a thousand agents with a few each; 2 MB. */
    private static final int MAX_TERMINALS = 10_000;

    /** Of a request, beside its bytes: its text, and its tree until it is answered. */
    private static final int COPIES = 3;

    /** The request that its thread answers. */
    private static final ScopedValue<Request> REQUEST = ScopedValue.newInstance();

    private record Request(AgentReach reach, HttpCall call) {}

    private final AgentReach.Services services;
    private final LiveConnections live;
    private final MemoryBudget memory;
    private final RefusedTools refused;
    private final Supplier<Origins> origins;
    private final InstantSource clock;
    private @Nullable McpServer made;

    /**
     * Loads nothing yet.
     *
     * @param memory for requests that are being answered
     * @param origins from where browsers may come, asked when there is a request
     */
    public McpDoor(
            AgentReach.Services services,
            LiveConnections live,
            MemoryBudget memory,
            RefusedTools refused,
            Supplier<Origins> origins,
            InstantSource clock) {
        this.services = services;
        this.live = live;
        this.memory = memory;
        this.refused = refused;
        this.origins = origins;
        this.clock = clock;
    }

    /** Answers a request; as events if it tells of its progress before. */
    public void answer(HttpCall call, AnswerStream out) throws InterruptedException {
        McpEndpoint endpoint = new McpEndpoint(server(), origins.get());
        HttpHead head = new HttpHead(call.route().method(), call.headers().all());
        switch (endpoint.accept(head, call.body().toArray())) {
            case HttpStep.Answer answer -> {
                out.begin(answer.status(), answer.headers());
                if (!answer.body().isEmpty()) {
                    out.write(answer.body());
                }
            }
            case HttpStep.Work work -> {
                long copies = (long) COPIES * call.body().length();
                if (!memory.take(copies)) {
                    throw new HpcException(
                            ErrorCode.BUSY, "the platform holds as many requests as its memory allows; try again");
                }
                try {
                    run(endpoint, work, call, out);
                } finally {
                    memory.give(copies);
                }
            }
        }
    }

    private void run(McpEndpoint endpoint, HttpStep.Work work, HttpCall call, AnswerStream out) {
        Identity caller = call.caller();
        Cancellation cancellation = new Cancellation();
        AtomicBoolean revoked = new AtomicBoolean();
        Runnable revoke = () -> {
            revoked.set(true);
            cancellation.cancel();
            services.inbox().wake(caller.user());
        };
        ToolResponse response = new ToolResponse(out, cancellation);
        live.add(caller.keyId(), revoke);
        try (AgentReach reach =
                new AgentReach(services, caller, call.remoteAddress(), cancellation::isCancelled, failure -> {
                    if (isOfRevokedKey(failure)) {
                        revoke.run(); // The key's session was ended before its requests.
                    }
                    refused.tell(call, work.request(), failure);
                })) {
            ScopedValue.where(REQUEST, new Request(reach, call)).run(() -> endpoint.run(work, response, cancellation));
        } finally {
            live.remove(caller.keyId(), revoke);
        }
        if (revoked.get() && !response.hasBegun()) {
            throw new HpcException(ErrorCode.UNAUTHORIZED, "the key was revoked");
        }
    }

    private static boolean isOfRevokedKey(HpcException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof HpcException known && known.code() == ErrorCode.UNAUTHORIZED) {
                return true;
            }
        }
        return false;
    }

    private synchronized McpServer server() {
        McpServer server = made;
        if (server == null) {
            KeySource ofClient = KeySource.ofClient(KeySource.random());
            server = HpcTools.server(
                    Release.VERSION,
                    () -> present().reach(),
                    (tool, call) -> present().call().givenKey().orElseGet(() -> ofClient.of(tool, call)),
                    clock,
                    MAX_TERMINALS);
            made = server;
        }
        return server;
    }

    private static Request present() {
        return REQUEST.orElseThrow(() -> new NoSuchElementException("no request is answered on this thread"));
    }
}
