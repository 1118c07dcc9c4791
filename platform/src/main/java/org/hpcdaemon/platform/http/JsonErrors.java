package org.hpcdaemon.platform.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server itself refuses (a bad request line, headers too large, a refused upgrade), in our form. */
public final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Responses.error(response, callback, HttpError.of(status, HttpStatus.getMessage(status)));
        return true;
    }
}
