package org.hpcdaemon.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.rpc.Json;

/** Writes answers and errors. */
final class Responses {
    static final String JSON = "application/json";

    private static final String BYTES = "application/octet-stream";

    /** Seconds after which to try again: a daemon that restarts is back within one. */
    private static final String RETRY_AFTER = "2";

    private Responses() {}

    /** Answers are for programs: nothing to keep, to sniff, to frame or to run. */
    static void secure(Response response, boolean tls) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        if (tls) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
    }

    static void answer(Response response, Callback callback, Answer answer) {
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        switch (answer.body()) {
            case null -> write(response, callback, "");
            case byte[] bytes -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, BYTES);
                write(response, callback, bytes);
            }
            case Object json -> write(response, callback, Json.write(json));
        }
    }

    static void error(Response response, Callback callback, HttpError error) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Hpc-Error", error.code().wireName());
        if (error.code() == ErrorCode.UNAUTHORIZED) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        boolean soon = switch (error.code()) {
            case RATE_LIMITED, MAIL_UNAVAILABLE -> false; // Minutes or hours, as the message says.
            default -> error.status() == 503 || error.status() == 429;
        };
        if (soon) {
            headers.put(HttpHeader.RETRY_AFTER, RETRY_AFTER);
        }
        response.setStatus(error.status());
        write(response, callback, error.json());
    }

    private static void write(Response response, Callback callback, String json) {
        if (!json.isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        }
        write(response, callback, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A connection on which a part of the request is still to come is closed after the answer, and the answer says so: a client that
     * keeps connections would lose its next request on it.
     */
    private static void write(Response response, Callback callback, byte[] bytes) {
        if (!response.getRequest().consumeAvailable()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
