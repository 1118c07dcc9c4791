package org.hpcdaemon.mcp;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A part of the protocol that a server may offer: what it says of itself, and the methods it answers. Immutable. */
public interface ServerFeature {
    /** Its part of the server's {@code capabilities}, merged with those of the others. */
    ObjectNode capabilities(Era era);

    Map<String, Handler> methods(Era era);

    /**
     * Parameters of a request that HTTP headers of its own repeat, for those who route by them.
     *
     * @return the header's name, and what the body has: a missing node if nothing
     */
    default Map<String, JsonNode> mirrored(String method, ObjectNode params) {
        return Map.of();
    }
}
