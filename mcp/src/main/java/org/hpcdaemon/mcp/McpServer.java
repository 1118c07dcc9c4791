package org.hpcdaemon.mcp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import org.hpcdaemon.mcp.message.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A server, made of features. It keeps nothing from one request to the next, so that any number of threads may use it. */
public final class McpServer {
    private static final Logger LOG = System.getLogger(McpServer.class.getName());
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Whose results must say how long they hold (2026-07-28, server/utilities/caching). */
    private static final Set<String> CACHED = Set.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/read");

    private final ServerInfo info;
    private final List<ServerFeature> features;
    private final Map<Era, Map<String, Handler>> methods = new EnumMap<>(Era.class);

    /**
     * A server of these parts.
     *
     * @param features no two of them answer the same method
     */
    public McpServer(ServerInfo info, List<ServerFeature> features) {
        this.info = info;
        this.features = List.copyOf(features);
        Map<Era, ObjectNode> capabilities = new EnumMap<>(Era.class);
        for (Era era : Era.values()) {
            ObjectNode all = JSON.objectNode();
            features.forEach(feature -> merge(all, feature.capabilities(era)));
            capabilities.put(era, all);
        }
        List<ServerFeature> everything = new ArrayList<>(features);
        everything.add(new Greeting(info, capabilities));
        for (Era era : Era.values()) {
            methods.put(era, methods(everything, era));
        }
    }

    private static Map<String, Handler> methods(List<ServerFeature> features, Era era) {
        Map<String, Handler> all = new HashMap<>();
        for (ServerFeature feature : features) {
            feature.methods(era).forEach((method, handler) -> {
                if (all.putIfAbsent(method, handler) != null) {
                    throw new IllegalArgumentException("two features answer " + method);
                }
            });
        }
        return Map.copyOf(all);
    }

    /** Answers a request, in the era that it shows. Never throws what a client could cause. */
    public Reply answer(Incoming.Request request, Exchange exchange) {
        return answer(request, Era.of(request), exchange);
    }

    /**
     * Answers a request. Never throws what a client could cause.
     *
     * @param era what the request shows together with its transport
     */
    public Reply answer(Incoming.Request request, Era era, Exchange exchange) {
        try {
            RequestMeta meta = RequestMeta.of(request.params(), era);
            meta.requireServedRevision();
            ObjectNode result = handler(request.method(), era)
                    .answer(new Call(request.id(), era, request.params(), meta, exchange));
            return Reply.result(request.id(), era == Era.MODERN ? completed(request.method(), result) : result);
        } catch (McpException e) {
            return refused(request, era, e.error());
        } catch (RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "mcp: " + McpError.quoted(request.method()) + " failed and was answered with an internal error",
                    e);
            return refused(request, era, McpError.internal());
        }
    }

    /** What HTTP headers of this request repeat, beside those that all have: see {@link ServerFeature#mirrored}. */
    public Map<String, JsonNode> mirrored(Incoming.Request request) {
        Map<String, JsonNode> all = new HashMap<>();
        features.forEach(feature -> all.putAll(feature.mirrored(request.method(), request.params())));
        return all;
    }

    private Handler handler(String method, Era era) {
        return Optional.ofNullable(methods.getOrDefault(era, Map.of()).get(method))
                .orElseThrow(() -> new McpException(McpError.methodNotFound(method)));
    }

    /** Before 2026-07-28 an error was an answer like others to HTTP, and clients take another status for a broken transport. */
    private static Reply refused(Incoming.Request request, Era era, McpError error) {
        Reply reply = Reply.error(Optional.of(request.id()), error);
        return era == Era.MODERN ? reply : new Reply(reply.message(), 200);
    }

    private ObjectNode completed(String method, ObjectNode result) {
        if (!result.has("resultType")) {
            result.put("resultType", "complete");
        }
        if (CACHED.contains(method) && !result.has("ttlMs")) {
            result.put("ttlMs", info.listTtlMs()).put("cacheScope", "private");
        }
        JsonNode meta = result.path("_meta");
        (meta instanceof ObjectNode known ? known : result.putObject("_meta"))
                .set(RequestMeta.PREFIX + "serverInfo", info.toJson());
        return result;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            if (into.get(field.getKey()) instanceof ObjectNode known && field.getValue() instanceof ObjectNode more) {
                merge(known, more);
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }
}
