package org.hpcdaemon.daemon.uplink;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.dispatch.Dispatcher;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** The daemon's end of its one link: frames to routes, route 0 to the platform. */
public final class Uplink implements Peer {
    private static final Logger LOG = System.getLogger(Uplink.class.getName());

    private final PlatformRequest.Hello hello;
    private final Dispatcher dispatcher;
    private final ConnectionKey key;
    private final Agents agents;
    private final Listener listener;

    /** Only the link's thread uses it. */
    private final Map<Integer, AgentRoute> routes = new HashMap<>();

    private volatile @Nullable Connection connection;
    private volatile @Nullable PlatformCalls platform;

    /** Why the connection is being ended from here; absent if it is not. */
    private volatile @Nullable String leaving;

    /** Who wants to know how the connection is. Must not block. */
    public interface Listener {
        void online(Welcome welcome);

        /**
         * Another attempt follows.
         *
         * @param stuck whether a change is needed before a connection can succeed
         */
        void offline(String reason, boolean stuck);

        /** The platform does not take the key, and there is no other one: no attempt follows. */
        void refused();
    }

    /** The agents that have something running here. */
    public interface Agents {
        List<AgentId> present();

        /** That one has opened a route, under that name. Must not block. */
        void connected(AgentId agent, String name);

        /** That one has no key any more. May block. */
        void revoked(AgentId agent);
    }

    /** @param key that its link connects with */
    public Uplink(
            PlatformRequest.Hello hello, Dispatcher dispatcher, ConnectionKey key, Agents agents, Listener listener) {
        this.hello = hello;
        this.agents = agents;
        this.dispatcher = dispatcher;
        this.key = key;
        this.listener = listener;
    }

    /**
     * Sends a wake-up and waits until the platform has committed it. Throws {@link HpcException}, whose advice says
     * whether sending it again can help.
     */
    public void publish(Event event) throws InterruptedException {
        done(new PlatformRequest.PublishEvent(event));
    }

    /** Tells what waits for the account owner; throws in the same way. */
    public void tell(PlatformRequest.ApprovalsWaiting waiting) throws InterruptedException {
        done(waiting);
    }

    private void done(PlatformRequest request) throws InterruptedException {
        PlatformCalls now = platform;
        if (now == null) {
            throw new HpcException(ErrorCode.UNREACHABLE, "not connected to the platform");
        }
        now.call(request, Done.class);
    }

    /** Ends the connection, if there is one; the next is made with the key that is stored then. */
    void reconnect(String why) {
        Connection open = connection;
        if (open != null) {
            leaving = why;
            open.close(CloseCode.NORMAL.number(), why);
        }
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        PlatformCalls calls = new PlatformCalls(opened, this::revoked);
        platform = calls;
        Thread.ofVirtual().name("hello").start(() -> {
            try {
                listener.online(calls.call(hello.withAgents(agents.present()), Welcome.class));
            } catch (HpcException e) {
                LOG.log(Level.WARNING, "the platform did not accept the hello: {0}; connecting again", e.reason());
                opened.close(CloseCode.PROTOCOL_ERROR.number(), "no welcome");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ending waits for processes, and the link's thread must not. */
    private void revoked(List<AgentId> ids) {
        ids.forEach(agent -> Thread.ofVirtual().name("revoked").start(() -> agents.revoked(agent)));
    }

    @Override
    public void text(String message) {
        refuse("a text message; a daemon's connection has only binary ones");
    }

    @Override
    public void binary(ByteBuffer message) {
        try {
            frame(RouteFrame.decode(message));
        } catch (HpcException e) {
            refuse(e.reason());
        }
    }

    private void frame(RouteFrame frame) {
        switch (frame.kind()) {
            case OPEN -> {
                RouteOpen who = Json.read(frame.payloadText(), RouteOpen.class);
                if (who.agent() != null && who.name() != null) {
                    agents.connected(who.agent(), who.name());
                }
                Connection open = connection;
                if (open != null) {
                    AgentRoute old = routes.put(
                            frame.route(),
                            new AgentRoute(frame.route(), new Caller(who.user(), who.agent()), open, dispatcher));
                    if (old != null) {
                        old.close();
                    }
                }
            }
            case TEXT -> {
                PlatformCalls calls = platform;
                AgentRoute route = routes.get(frame.route());
                if (frame.route() == RouteFrame.PLATFORM && calls != null) {
                    calls.text(frame.payloadText());
                } else if (route != null) {
                    route.text(frame);
                }
            }
            case BINARY -> {
                AgentRoute route = routes.get(frame.route());
                if (route != null) {
                    route.binary(frame.payload());
                }
            }
            case CLOSE -> {
                AgentRoute route = routes.remove(frame.route());
                if (route != null) {
                    route.close();
                }
            }
        }
    }

    private void refuse(String why) {
        LOG.log(Level.WARNING, "the platform sent {0}; connecting again", why);
        Connection open = connection;
        if (open != null) {
            open.close(CloseCode.PROTOCOL_ERROR.number(), why);
        }
    }

    @Override
    public Next closed(Ended ended) {
        connection = null;
        PlatformCalls calls = platform;
        platform = null;
        if (calls != null) {
            calls.close();
        }
        routes.values().forEach(AgentRoute::close);
        routes.clear();
        String ownReason = leaving;
        leaving = null;
        if (isRefusal(ended) && !key.isReplaced()) {
            listener.offline(ended.why(), false);
            listener.refused();
            return Next.STOP;
        }
        listener.offline(ownReason == null ? ended.why() : ownReason, ended instanceof Ended.NotAPlatform);
        return switch (ended) {
            case Ended.Closed closed when closed.code() == CloseCode.REPLACED.number() -> Next.RECONNECT_LATE;
            case Ended.NotAPlatform _ -> Next.RECONNECT_RARELY;
            case Ended.Closed _, Ended.Refused _, Ended.Lost _ -> Next.RECONNECT;
        };
    }

    private static boolean isRefusal(Ended ended) {
        return switch (ended) {
            case Ended.Refused(int _, ErrorCode code, String _) -> code == ErrorCode.UNAUTHORIZED;
            case Ended.Closed(int code, String _) -> code == CloseCode.UNAUTHORIZED.number();
            case Ended.NotAPlatform _, Ended.Lost _ -> false;
        };
    }
}
