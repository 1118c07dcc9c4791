package org.hpcdaemon.platform.http.route;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What stands behind a route. */
public sealed interface Endpoint {

    /** Answers as a whole, on a virtual thread: it may block. */
    @FunctionalInterface
    non-sealed interface Answers extends Endpoint {
        Answer answer(HttpCall call) throws InterruptedException;
    }

    /** Answers piece by piece, for as long as it likes, on a virtual thread. What is to be refused is refused before the first piece. */
    @FunctionalInterface
    non-sealed interface Streams extends Endpoint {
        void stream(HttpCall call, AnswerStream out) throws InterruptedException;
    }

    /** Turns the connection into a WebSocket. */
    record Upgrades(WebSocketDoor door) implements Endpoint {}

    /** Behind which an admitted caller's WebSocket is made. Throws HpcException to refuse it. */
    @FunctionalInterface
    interface WebSocketDoor {
        void open(HttpCall call, Request request, Response response, Callback callback);
    }
}
