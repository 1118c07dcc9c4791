package org.hpcdaemon.mcp.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.Era;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.RequestMeta;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import org.hpcdaemon.mcp.message.Reply;

/** The one path of Streamable HTTP: POST only, no sessions, both eras. Keeps nothing. */
public final class McpEndpoint {
    private final McpServer server;
    private final Origins origins;

    public McpEndpoint(McpServer server, Origins origins) {
        this.server = server;
        this.origins = origins;
    }

    /**
     * Looks at what came; never waits, never throws what a client could cause.
     *
     * @param body at most one byte over {@link Incoming#MAX_BYTES} is needed
     */
    public HttpStep accept(HttpHead head, byte[] body) {
        if (!origins.allow(head)) {
            return HttpStep.Answer.empty(403);
        }
        // GET was a stream of the server's and DELETE the end of a session: of both there are none.
        if (!head.method().equals("POST")) {
            return new HttpStep.Answer(405, Map.of("Allow", "POST"), "");
        }
        // A form of any web page can be posted as text/plain without asking.
        if (!mediaType(head.header("Content-Type")).equals("application/json")) {
            return HttpStep.Answer.empty(415);
        }
        return switch (Incoming.read(body)) {
            case Incoming.Invalid invalid -> HttpStep.Answer.of(invalid.reply());
            case Incoming.Notification n -> HttpStep.Answer.empty(202);
            case Incoming.Response response -> response(head);
            case Incoming.Request request -> request(head, request);
        };
    }

    /** Answers a request. It may wait, and returns when the answer is written. */
    public void run(HttpStep.Work work, HttpStream stream, Cancellation cancellation) {
        SseExchange exchange = new SseExchange(stream, cancellation);
        exchange.end(server.answer(work.request(), work.era(), exchange));
    }

    private HttpStep request(HttpHead head, Incoming.Request request) {
        Optional<String> revision = head.header(HeaderRules.PROTOCOL_VERSION);
        Era era = Era.of(request, revision);
        try {
            switch (era) {
                case MODERN -> {
                    RequestMeta meta = RequestMeta.of(request.params(), era);
                    HeaderRules.checkRevision(head, meta);
                    meta.requireServedRevision();
                    HeaderRules.check(head, request, server.mirrored(request));
                }
                // Without the header it is a client of 2025-03-26, which knew none, or one that begins.
                case LEGACY ->
                    revision.filter(name -> !Era.LEGACY.serves(name)).ifPresent(name -> {
                        throw new McpException(McpError.unsupportedVersion(Era.MODERN.revisions(), name));
                    });
            }
            return new HttpStep.Work(request, era);
        } catch (McpException e) {
            return HttpStep.Answer.of(Reply.error(Optional.of(request.id()), e.error()));
        }
    }

    /** No request of ours waits for it. Since 2026-07-28 clients must not send any. */
    private static HttpStep response(HttpHead head) {
        boolean modern = head.header(HeaderRules.PROTOCOL_VERSION)
                .filter(Era.MODERN::serves)
                .isPresent();
        return modern
                ? HttpStep.Answer.of(Reply.error(
                        Optional.empty(), McpError.invalidRequest("a client sends requests, not responses")))
                : HttpStep.Answer.empty(202);
    }

    private static String mediaType(Optional<String> contentType) {
        String all = contentType.orElse("");
        int parameters = all.indexOf(';');
        return (parameters < 0 ? all : all.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
