package org.hpcdaemon.mcp.message;

import java.util.Optional;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client sent. Reading never throws: anything but a message is {@link Invalid}, with the answer to give. */
public sealed interface Incoming {
    /** A message as large as one of the project's own: a script of thousands of lines. */
    int MAX_BYTES = Limits.TEXT_BYTES;

    /** Values and names in it: a call has dozens, one with a thousand ids or variables a few thousand. */
    int MAX_VALUES = 20_000;

    record Request(MessageId id, String method, ObjectNode params) implements Incoming {}

    record Notification(String method, ObjectNode params) implements Incoming {}

    /** The answer to a request of the server. No feature here sends any; 2025-11-25 and older allow it. */
    record Response(MessageId id, ObjectNode message) implements Incoming {}

    /** The id is there if it could be read. */
    record Invalid(Optional<MessageId> id, McpError error) implements Incoming {
        public Reply reply() {
            return Reply.error(id, error);
        }
    }

    static Incoming read(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            return new Invalid(Optional.empty(), McpError.tooLarge(MAX_BYTES));
        }
        Optional<String> text = Utf8.text(utf8);
        if (text.isEmpty()) {
            return new Invalid(Optional.empty(), McpError.parse("not JSON: invalid UTF-8"));
        }
        try {
            return message(Json.tree(text.get(), MAX_VALUES));
        } catch (HpcException e) {
            return new Invalid(Optional.empty(), McpError.parse(e.reason()));
        }
    }

    private static Incoming message(JsonNode json) {
        if (json.isArray()) {
            return invalid(json, "batches are not supported: send one message at a time");
        }
        if (!json.isObject() || !json.path("jsonrpc").asString("").equals("2.0")) {
            return invalid(json, "not a JSON-RPC 2.0 object");
        }
        Optional<MessageId> id = MessageId.of(json.path("id"));
        if (json.has("id") && id.isEmpty()) {
            return invalid(
                    json,
                    "field \"id\" must be an integer or a string of at most " + MessageId.MAX_CHARS + " characters");
        }
        if (!json.has("method")) {
            return id.isPresent() && (json.has("result") || json.has("error"))
                    ? new Response(id.get(), (ObjectNode) json)
                    : invalid(json, "a message has a method, or an id and a result or an error");
        }
        if (!json.path("method").isString()) {
            return invalid(json, "field \"method\" must be a string");
        }
        JsonNode params = json.path("params");
        if (!params.isObject() && !params.isMissingNode() && !params.isNull()) {
            return new Invalid(id, McpError.malformed("field \"params\" must be an object"));
        }
        String method = json.path("method").stringValue();
        ObjectNode named = params instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        return id.<Incoming>map(known -> new Request(known, method, named))
                .orElseGet(() -> new Notification(method, named));
    }

    private static Incoming invalid(JsonNode json, String message) {
        return new Invalid(MessageId.of(json.path("id")), McpError.invalidRequest(message));
    }
}
