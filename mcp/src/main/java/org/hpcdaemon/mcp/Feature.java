package org.hpcdaemon.mcp;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A part of the protocol that a server may offer: what it says of itself, and the methods it answers. Immutable. */
public interface Feature {
    /** Its part of the server's {@code capabilities}, merged with those of the others. */
    ObjectNode capabilities(Era era);

    Map<String, Handler> methods(Era era);
}
