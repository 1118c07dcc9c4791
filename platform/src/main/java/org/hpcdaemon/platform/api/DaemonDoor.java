package org.hpcdaemon.platform.api;

import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.peer.AgentSessions;
import org.hpcdaemon.platform.peer.DaemonCall;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.Request;

/** The way from a call to the daemon that its path names: one of the caller's own user; another user's is answered as unknown. */
public record DaemonDoor(DaemonRegistry registry, AgentSessions sessions) {
    /** What is done at the daemon during one call. */
    @FunctionalInterface
    interface Work {
        Answer at(DaemonCall daemon) throws InterruptedException;
    }

    Answer through(HttpCall call, Work work) throws InterruptedException {
        DaemonId id = Ids.daemon(call.path("daemon"));
        if (!registry.isKnown(call.caller().user(), id)) {
            throw HpcException.notFound("daemon", id);
        }
        try (DaemonCall daemon = sessions.enter(call.caller(), id, call.remoteAddress())) {
            return work.at(daemon);
        }
    }

    /** Passes on what the daemon answers. */
    <A> Answer ask(HttpCall call, Request request, Class<A> answer) throws InterruptedException {
        return through(call, daemon -> Answer.ok(daemon.ask(request, answer)));
    }

    /** Asks for what has no more to say than that it was done. */
    <A> Answer tell(HttpCall call, Request request, Class<A> answer) throws InterruptedException {
        return through(call, daemon -> {
            daemon.ask(request, answer);
            return Answer.done();
        });
    }
}
