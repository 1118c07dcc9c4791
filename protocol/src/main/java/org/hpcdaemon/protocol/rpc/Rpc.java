package org.hpcdaemon.protocol.rpc;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes and reads JSON-RPC 2.0 messages (jsonrpc.org/specification). Stateless. */
public final class Rpc {
    private Rpc() {}

    public static String call(RpcId id, AnyRequest request) {
        return envelope(id, "method", Method.of(request).wireName(), "params", request);
    }

    public static String notification(Notice notice) {
        return notice instanceof Notice.StreamAck ack
                ? AckText.write(ack)
                : envelope(null, "method", NoticeName.of(notice).wireName(), "params", notice);
    }

    public static String result(RpcId id, Object result) {
        return envelope(id, "result", result, null, null);
    }

    /** An error answer; JSON-RPC wants {@code "id": null} where the id could not be read. */
    public static String failure(@Nullable RpcId id, HpcException failure) {
        ErrorCode code = failure.code();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code.number());
        error.put("message", failure.reason());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("error_code", code);
        data.put("advice", code.advice());
        error.put("data", data);
        String json = envelope(id, "error", error, null, null);
        return id == null ? "{\"id\":null," + json.substring(1) : json;
    }

    private static String envelope(
            @Nullable RpcId id,
            String first,
            Object firstValue,
            @Nullable String second,
            @Nullable Object secondValue) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        if (id != null) {
            message.put("id", id);
        }
        message.put(first, firstValue);
        if (second != null && secondValue != null) {
            message.put(second, secondValue);
        }
        return Json.write(message);
    }

    /** The bytes that a message takes on the wire. */
    public static int size(String message) {
        return message.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Reads any message. Throws {@link RpcException}, never anything else. */
    public static RpcMessage decode(String text) {
        Notice.StreamAck ack = AckText.read(text);
        if (ack != null) {
            return new RpcMessage.Notification(ack);
        }
        if (size(text) > Limits.TEXT_BYTES) {
            throw new RpcException(null, ErrorCode.TOO_LARGE, "text message over " + Limits.TEXT_BYTES + " bytes");
        }
        JsonNode message;
        try {
            message = Json.tree(text);
        } catch (HpcException e) {
            throw new RpcException(null, e.code(), e.reason());
        }
        if (!message.isObject() || !message.path("jsonrpc").asString("").equals("2.0")) {
            throw new RpcException(null, ErrorCode.INVALID_REQUEST, "not a JSON-RPC 2.0 object");
        }
        Optional<RpcId> id = id(message);
        try {
            if (message.has("method")) {
                return id.<RpcMessage>map(known -> new RpcMessage.Call(known, request(message)))
                        .orElseGet(() -> new RpcMessage.Notification(notice(message)));
            }
            if (message.has("error")) {
                JsonNode error = message.path("error");
                return new RpcMessage.Failure(
                        id.orElse(null),
                        ErrorCode.of(error.path("data").path("error_code").asString("internal")),
                        error.path("message").asString("no message"));
            }
            if (message.has("result") && id.isPresent()) {
                return new RpcMessage.Result(id.get(), message.path("result"));
            }
        } catch (HpcException e) {
            throw new RpcException(id.orElse(null), e.code(), e.reason());
        }
        throw new RpcException(
                id.orElse(null),
                ErrorCode.INVALID_REQUEST,
                "a message has a method, or an id and a result or an error");
    }

    private static AnyRequest request(JsonNode message) {
        String name = message.path("method").asString("");
        Method method = Method.named(name)
                .orElseThrow(() -> new HpcException(
                        ErrorCode.METHOD_NOT_FOUND, "no method \"" + shortened(name) + "\" in " + Limits.SUBPROTOCOL));
        JsonNode params = params(message);
        KnownFields.check(method, params);
        return Json.convert(params, method.params());
    }

    private static Notice notice(JsonNode message) {
        String name = message.path("method").asString("");
        NoticeName notice = NoticeName.named(name)
                .orElseThrow(() -> new HpcException(
                        ErrorCode.METHOD_NOT_FOUND,
                        "no notification \"" + shortened(name) + "\" in " + Limits.SUBPROTOCOL
                                + " (a call has an id)"));
        return Json.convert(params(message), notice.params());
    }

    private static JsonNode params(JsonNode message) {
        JsonNode params = message.path("params");
        if (params.isMissingNode() || params.isNull()) {
            return Json.tree("{}");
        }
        if (!params.isObject()) {
            throw HpcException.invalid("field \"params\" is an object, with named parameters");
        }
        return params;
    }

    private static Optional<RpcId> id(JsonNode message) {
        JsonNode id = message.path("id");
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        if (id.isIntegralNumber() && id.canConvertToLong()) {
            return Optional.of(new RpcId(id.longValue()));
        }
        if (id.isString() && id.stringValue().length() <= RpcId.MAX_CHARS) {
            return Optional.of(new RpcId(id.stringValue()));
        }
        throw new RpcException(
                null,
                ErrorCode.INVALID_REQUEST,
                "field \"id\" is an integer or a string of at most " + RpcId.MAX_CHARS + " characters");
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
