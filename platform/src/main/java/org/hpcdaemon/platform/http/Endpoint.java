package org.hpcdaemon.platform.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What stands behind a route. */
sealed interface Endpoint {

    /** Answers with JSON, on a virtual thread: it may block. */
    @FunctionalInterface
    non-sealed interface Answers extends Endpoint {
        Answer answer(Call call) throws InterruptedException;
    }

    /** Turns the connection into a WebSocket. */
    record Upgrades(WebSocketDoor door) implements Endpoint {}

    /** Behind which an admitted caller's WebSocket is made. Throws HpcException to refuse it. */
    @FunctionalInterface
    interface WebSocketDoor {
        void open(Call call, Request request, Response response, Callback callback);
    }
}
