package org.hpcdaemon.platform.http.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * One request, after its caller was admitted.
 *
 * @param identity absent on routes for anyone
 * @param path the parts of the path that the route's pattern names
 * @param query the parameters, the last of each name
 * @param headers of the request
 * @param body empty where the route reads none
 * @param subject what the audit log is told of it
 */
public record HttpCall(
        HttpRoute route,
        @Nullable Identity identity,
        Map<String, String> path,
        Map<String, String> query,
        Headers headers,
        Bytes body,
        String remoteAddress,
        Subject subject) {
    private static final RandomIds IDS = RandomIds.secure();

    /** The headers of a request, by any writing of their names. */
    public interface Headers {
        @Nullable
        String get(String name);

        /** All of them, each with its values. */
        Map<String, List<String>> all();
    }

    public Identity caller() {
        if (identity == null) {
            throw new HpcException(ErrorCode.UNAUTHORIZED, "present a key: Authorization: Bearer KEY");
        }
        return identity;
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route's pattern has no {" + name + "}");
        }
        return value;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    /** By which a second request is known for the same. Without one it gets one, which is answered. */
    public IdempotencyKey key() {
        return givenKey().orElseGet(IDS::key);
    }

    /** The same, if the request has one. */
    public Optional<IdempotencyKey> givenKey() {
        if (!route.keyed()) {
            throw new IllegalStateException("the route does not say that it takes a key");
        }
        try {
            // In quotes, as draft-ietf-httpapi-idempotency-key-header has it, or without, as most send it.
            return header("Idempotency-Key").map(value -> new IdempotencyKey(value.replaceFirst("^\"(.*)\"$", "$1")));
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "header Idempotency-Key is " + e.getMessage(), e);
        }
    }

    /** The body as text. */
    public String text() {
        return Utf8.text(body.toArray())
                .orElseThrow(() -> new HpcException(ErrorCode.PARSE_ERROR, "the body is invalid UTF-8"));
    }

    public <T> T body(Class<T> type) {
        return Json.read(text(), type);
    }

    public @Nullable Long number(Parameter.Whole parameter) {
        String text = given(parameter);
        if (text == null) {
            return null;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= parameter.min() && value <= parameter.max()) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would fit.
        }
        throw HpcException.invalid("parameter \"" + parameter.name() + "\" is a whole number from " + parameter.min()
                + " to " + parameter.max());
    }

    public long number(Parameter.Whole parameter, long absent) {
        Long given = number(parameter);
        return given == null ? absent : given;
    }

    public boolean flag(Parameter.Flag parameter) {
        return switch (given(parameter)) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw HpcException.invalid("parameter \"" + parameter.name() + "\" is true or false");
        };
    }

    public Optional<String> text(Parameter.Text parameter) {
        return Optional.ofNullable(given(parameter));
    }

    public Optional<String> oneOf(Parameter.OneOf parameter) {
        String text = given(parameter);
        if (text != null && !parameter.values().contains(text)) {
            throw HpcException.invalid(
                    "parameter \"" + parameter.name() + "\" is " + String.join(" or ", parameter.values()));
        }
        return Optional.ofNullable(text);
    }

    private @Nullable String given(Parameter parameter) {
        if (!route.query().contains(parameter)) {
            throw new IllegalStateException("the route does not say that it takes " + parameter.name());
        }
        return query.get(parameter.name());
    }

    /** Throws for a parameter that the route does not have, where it is strict. */
    public void refuseUnknownParameters() {
        for (String name : query.keySet()) {
            if (route.strict()
                    && route.query().stream().noneMatch(known -> known.name().equals(name))) {
                String known = route.query().isEmpty()
                        ? "this path takes none"
                        : "this path takes "
                                + String.join(
                                        ", ",
                                        route.query().stream()
                                                .map(Parameter::name)
                                                .toList());
                throw HpcException.invalid("no parameter \""
                        + (name.length() <= 64 ? name : name.substring(0, 64) + "…") + "\"; " + known);
            }
        }
    }
}
