package org.hpcdaemon.mcp;

import java.util.Optional;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says beside its parameters, in {@code _meta}.
 *
 * @param all everything that is there; clients put keys of their own into it, as {@code threadId}
 * @param revision empty for a client of an older revision
 * @param clientCapabilities empty for a client of an older revision: without sessions they are forgotten
 */
public record RequestMeta(
        ObjectNode all,
        Optional<String> revision,
        ObjectNode clientCapabilities,
        Optional<JsonNode> progressToken,
        Optional<String> logLevel) {
    static final String PREFIX = "io.modelcontextprotocol/";
    static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
    static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";
    private static final String LOG_LEVEL = PREFIX + "logLevel";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Throws {@link McpException} where a field that the era wants is missing or is of another type. */
    public static RequestMeta of(ObjectNode params, Era era) {
        JsonNode meta = params.path("_meta");
        if (!meta.isObject() && (era == Era.MODERN || !(meta.isMissingNode() || meta.isNull()))) {
            throw malformed("params._meta must be an object; " + PROTOCOL_VERSION + " and " + CLIENT_CAPABILITIES
                    + " are required in it");
        }
        ObjectNode all = meta instanceof ObjectNode object ? object : JSON.objectNode();
        return switch (era) {
            case MODERN ->
                new RequestMeta(
                        all,
                        Optional.of(requiredRevision(all)),
                        requiredCapabilities(all),
                        progressToken(all),
                        all.path(LOG_LEVEL).stringValueOpt());
            case LEGACY ->
                new RequestMeta(all, Optional.empty(), JSON.objectNode(), progressToken(all), Optional.empty());
        };
    }

    /** Throws {@link McpException} if the revision is one that is not served. */
    public void requireServedRevision() {
        revision.filter(name -> !Era.MODERN.serves(name)).ifPresent(name -> {
            throw new McpException(McpError.unsupportedVersion(Era.MODERN.revisions(), name));
        });
    }

    private static String requiredRevision(ObjectNode meta) {
        return meta.path(PROTOCOL_VERSION)
                .stringValueOpt()
                .orElseThrow(() -> malformed("params._meta needs " + PROTOCOL_VERSION + ", a string"));
    }

    private static ObjectNode requiredCapabilities(ObjectNode meta) {
        if (meta.path(CLIENT_CAPABILITIES) instanceof ObjectNode capabilities) {
            return capabilities;
        }
        throw malformed("params._meta needs " + CLIENT_CAPABILITIES + ", an object");
    }

    private static Optional<JsonNode> progressToken(ObjectNode meta) {
        JsonNode token = meta.path("progressToken");
        if (token.isMissingNode() || token.isNull()) {
            return Optional.empty();
        }
        if (token.isString() || token.isIntegralNumber()) {
            return Optional.of(token);
        }
        throw malformed("params._meta.progressToken must be a string or an integer");
    }

    private static McpException malformed(String message) {
        return new McpException(McpError.malformed(message));
    }
}
