package org.hpcdaemon.platform.app;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Notes on which connections requests are being answered: until an answer has ended, its connection is not idle. */
final class AnsweringHandler extends Handler.Wrapper {
    private final HttpConnections connections;

    AnsweringHandler(Handler handler, HttpConnections connections) {
        super(handler);
        this.connections = connections;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        connections.begin(connection);
        Request.addCompletionListener(request, _ -> connections.end(connection));
        return super.handle(request, response, callback);
    }
}
