package org.hpcdaemon.mcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How a client and the server meet: {@code server/discover}, and before it {@code initialize} and {@code ping}. */
final class Greeting implements ServerFeature {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ServerInfo info;
    private final Map<Era, ObjectNode> capabilities;

    Greeting(ServerInfo info, Map<Era, ObjectNode> capabilities) {
        this.info = info;
        this.capabilities = capabilities;
    }

    @Override
    public ObjectNode capabilities(Era era) {
        return JSON.objectNode();
    }

    @Override
    public Map<String, Handler> methods(Era era) {
        return switch (era) {
            case MODERN -> Map.of("server/discover", call -> discover());
            case LEGACY -> Map.of("initialize", this::initialize, "ping", call -> JSON.objectNode());
        };
    }

    private ObjectNode discover() {
        ObjectNode result = JSON.objectNode();
        Era.MODERN.revisions().forEach(result.putArray("supportedVersions")::add);
        return introduced(result, Era.MODERN);
    }

    /** In the client's revision if it is served, else in the newest: the client decides whether it goes on. */
    private ObjectNode initialize(Call call) {
        List<String> served = Era.LEGACY.revisions();
        String revision = Optional.of(call.requireString("protocolVersion"))
                .filter(served::contains)
                .orElse(served.getFirst());
        ObjectNode result = introduced(JSON.objectNode().put("protocolVersion", revision), Era.LEGACY);
        result.set("serverInfo", info.toJson());
        return result;
    }

    private ObjectNode introduced(ObjectNode result, Era era) {
        result.set(
                "capabilities",
                capabilities.getOrDefault(era, JSON.objectNode()).deepCopy());
        if (!info.instructions().isEmpty()) {
            result.put("instructions", info.instructions());
        }
        return result;
    }
}
