package org.hpcdaemon.platform.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.Body;
import org.hpcdaemon.platform.http.route.CallerRule;
import org.hpcdaemon.platform.http.route.Endpoint;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.http.route.Subject;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Finds the route, admits the caller, and answers: each request on a virtual thread of its own. */
public final class ApiHandler extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(ApiHandler.class.getName());

    private record Match(HttpRoute route, Map<String, String> path) {}

    private final List<HttpRoute> routes;
    private final Authenticator authenticator;
    private final boolean behindProxy;
    private final Credentials credentials;
    private final RequestAudit audit;
    private final MemoryBudget memory;
    private final RequestShares shares = new RequestShares();

    /** @param publicUrl as browsers reach the platform; absent: by any name */
    public ApiHandler(
            List<HttpRoute> routes,
            Authenticator authenticator,
            @Nullable URI publicUrl,
            boolean behindProxy,
            Audit audit,
            MemoryBudget memory) {
        super(InvocationType.BLOCKING);
        this.routes = routes;
        this.memory = memory;
        this.authenticator = authenticator;
        this.behindProxy = behindProxy;
        this.credentials = new Credentials(publicUrl, behindProxy);
        this.audit = new RequestAudit(audit, behindProxy);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Responses.secure(response, request.isSecure());
        try {
            dispatch(request, response, callback);
        } catch (HpcException e) {
            Responses.error(response, callback, HttpError.of(e));
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "a request failed on the database and changed nothing; its sender may retry", e);
            HpcException told = new HpcException(ErrorCode.STORAGE, "the platform cannot reach its storage; try again");
            Responses.error(response, callback, HttpError.of(told));
        } catch (LateBodyException e) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close"); // The rest of the body may still come.
            Responses.error(response, callback, HttpError.of(408, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            callback.failed(e); // The client went away in the middle of its request.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Responses.error(response, callback, HttpError.of(503, "the platform is stopping; try again"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request failed inside the platform; others go on", e);
            Responses.error(response, callback, HttpError.of(500, "the platform failed; its log says why"));
        }
        return true;
    }

    private void dispatch(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        List<String> path = HttpRoute.segments(Request.getPathInContext(request));
        List<Match> fitting = routes.stream()
                .flatMap(route -> route.match(path).map(parts -> new Match(route, parts)).stream())
                .toList();
        if (fitting.isEmpty()) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such path; docs/protocol.md lists them all");
        }
        boolean head = request.getMethod().equals("HEAD");
        String method = head ? "GET" : request.getMethod();
        Optional<Match> match = fitting.stream()
                .filter(candidate -> candidate.route().method().equals(method))
                .filter(candidate -> !head || !(candidate.route().endpoint() instanceof Endpoint.Streams))
                .findFirst();
        if (match.isEmpty()) {
            TreeSet<String> allowed = new TreeSet<>();
            fitting.forEach(candidate -> allowed.add(candidate.route().method()));
            response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
            Responses.error(response, callback, HttpError.of(405, "this path takes " + String.join(", ", allowed)));
            return;
        }
        Subject subject = new Subject();
        @Nullable Identity identity = null;
        HttpRoute route = match.get().route();
        try {
            identity = admit(route, request);
            refuse(route.caller(), identity);
            answer(match.get(), identity, subject, request, response, callback);
        } catch (HpcException e) {
            audit.refused(route, identity, request, subject, e.code());
            throw e;
        }
    }

    private void answer(
            Match match,
            @Nullable Identity identity,
            Subject subject,
            Request request,
            Response response,
            Callback callback)
            throws IOException, InterruptedException {
        HttpRoute route = match.route();
        if (route.body() instanceof Body.Json && !Requests.isJson(request)) {
            Responses.error(response, callback, HttpError.of(415, "send JSON, with Content-Type: application/json"));
            return;
        }
        String address = Requests.remoteAddress(request, behindProxy);
        RequestShares.Share share = shares.take(identity, address);
        int held = 0;
        boolean answering = false;
        try {
            byte[] body = route.body() instanceof Body.None
                    ? new byte[0]
                    : Requests.body(request, route.body().most());
            HttpCall call = new HttpCall(
                    route,
                    identity,
                    match.path(),
                    Requests.query(request),
                    new RequestHeaders(request.getHeaders()),
                    Bytes.of(body),
                    address,
                    subject);
            call.refuseUnknownParameters();
            if (!memory.take(body.length)) {
                throw new HpcException(
                        ErrorCode.BUSY, "the platform holds as many requests as its memory allows; try again");
            }
            held = body.length;
            // While a handler works, a long-poll above all, silence on the connection is no sign of a dead client.
            request.addIdleTimeoutListener(_ -> false);
            switch (route.endpoint()) {
                case Endpoint.Answers endpoint -> {
                    Answer answer = endpoint.answer(call);
                    audit.answered(
                            route, identity, request, subject); // Before the answer: who has it can find the line.
                    // Held until it is written: a client that does not read holds the answer in our memory.
                    Responses.answer(response, Callback.from(callback, share::close), answer);
                    answering = true;
                }
                case Endpoint.Streams endpoint -> {
                    ResponseStream stream = new ResponseStream(response);
                    endpoint.stream(call, stream);
                    stream.end(Callback.from(callback, share::close));
                    answering = true;
                }
                case Endpoint.Upgrades upgrade -> upgrade.door().open(call, request, response, callback);
            }
        } finally {
            memory.give(held);
            if (!answering) {
                share.close();
            }
        }
    }

    /** The caller; absent on routes for anyone. */
    private @Nullable Identity admit(HttpRoute route, Request request) {
        if (route.caller() == CallerRule.ANYONE) {
            return null;
        }
        String key = credentials
                .of(request, route.endpoint() instanceof Endpoint.Upgrades)
                .orElseThrow(() -> new HpcException(
                        ErrorCode.UNAUTHORIZED, "no key was sent; add the header Authorization: Bearer KEY"));
        return authenticator
                .authenticate(key)
                .orElseThrow(() -> new HpcException(ErrorCode.UNAUTHORIZED, "the key is not valid, or no longer is"));
    }

    private static void refuse(CallerRule caller, @Nullable Identity identity) {
        if (identity != null && !caller.admits(identity)) {
            throw new HpcException(ErrorCode.NOT_ALLOWED, "this needs " + caller.wanted());
        }
    }
}
