package org.hpcdaemon.daemon.uplink;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.link.socket.Dialer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.Welcome;
import org.jspecify.annotations.Nullable;

/** Says hello once and leaves: what makes a platform know a daemon before it first runs. */
public final class Introduction implements Peer {
    private final PlatformRequest.Hello hello;
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private volatile @Nullable PlatformCalls calls;

    private Introduction(PlatformRequest.Hello hello) {
        this.hello = hello;
    }

    /** Waits for the platform's welcome. Throws {@link HpcException} if it cannot be reached or takes no such key. */
    public static Welcome make(Network network, Target target, String key, PlatformRequest.Hello hello)
            throws InterruptedException {
        Introduction introduction = new Introduction(hello);
        try (Link link = new Link(
                "introduction",
                new Dialer(network, target.webSocket("/hpc/daemon"), () -> key),
                introduction,
                Backoff.standard(new SecureRandom()))) {
            link.start();
            return introduction.welcome.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HpcException cause ? cause : new IllegalStateException(e);
        }
    }

    @Override
    public void opened(Connection connection) {
        PlatformCalls opened = new PlatformCalls(connection, _ -> {});
        calls = opened;
        Thread.ofVirtual().name("introduction-hello").start(() -> {
            try {
                welcome.complete(opened.call(hello, Welcome.class));
            } catch (HpcException | InterruptedException e) {
                welcome.completeExceptionally(e);
            }
        });
    }

    @Override
    public void text(String message) {
        // Not of this protocol, and nothing that was asked for.
    }

    @Override
    public void binary(ByteBuffer message) {
        PlatformCalls open = calls;
        RouteFrame frame = RouteFrame.decode(message);
        if (open != null && frame.kind() == RouteFrame.Kind.TEXT && frame.route() == RouteFrame.PLATFORM) {
            open.text(frame.payloadText());
        }
    }

    @Override
    public Next closed(Ended ended) {
        ErrorCode code = ended instanceof Ended.Refused refused ? refused.code() : ErrorCode.UNREACHABLE;
        welcome.completeExceptionally(new HpcException(code, ended.why()));
        return Next.STOP;
    }
}
