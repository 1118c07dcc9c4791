package org.hpcdaemon.mcp;

import java.util.List;
import java.util.Optional;
import org.hpcdaemon.mcp.message.Incoming;
import tools.jackson.databind.JsonNode;

/** The two ways to speak MCP. A request tells them apart by itself (2026-07-28, basic/versioning). */
public enum Era {
    /** Each request carries its revision and the client's capabilities. */
    MODERN,
    /** A handshake, {@code initialize}, begins; here nothing of it is kept. */
    LEGACY;

    /** What is served of it; the newest revision is first. */
    public List<String> revisions() {
        return switch (this) {
            case MODERN -> List.of("2026-07-28");
            case LEGACY -> List.of("2025-11-25", "2025-06-18", "2025-03-26");
        };
    }

    public boolean serves(String revision) {
        return revisions().contains(revision);
    }

    /** The era that the request itself shows. */
    public static Era of(Incoming.Request request) {
        return of(request, Optional.empty());
    }

    /**
     * The era that the request and its HTTP header show together.
     *
     * @param revision what the header says, if it is there: a body that says nothing then lacks something
     */
    public static Era of(Incoming.Request request, Optional<String> revision) {
        JsonNode meta = request.params().path("_meta");
        boolean modern = meta.has(RequestMeta.PROTOCOL_VERSION)
                || meta.has(RequestMeta.CLIENT_CAPABILITIES)
                || revision.filter(MODERN::serves).isPresent()
                || request.method().equals("server/discover");
        return modern ? MODERN : LEGACY;
    }
}
