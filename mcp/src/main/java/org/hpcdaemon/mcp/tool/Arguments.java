package org.hpcdaemon.mcp.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hpcdaemon.mcp.message.McpError;
import tools.jackson.databind.JsonNode;

/**
 * Checks arguments against a JSON Schema, as far as schemas that every client understands go: {@code type},
 * {@code properties}, {@code required}, {@code additionalProperties: false}, {@code enum}, {@code items}, and the bounds
 * of numbers, strings and arrays. Of other keywords it knows nothing, and lets everything through.
 */
final class Arguments {
    /** A model corrects what it is told of; a list without end tells it nothing. */
    private static final int MAX_FAULTS = 5;

    private final List<String> faults = new ArrayList<>();

    private Arguments() {}

    /** What is wrong, each naming the argument and what belongs there; at most {@link #MAX_FAULTS}. */
    static List<String> faults(JsonNode schema, JsonNode arguments) {
        Arguments check = new Arguments();
        check.check(schema, arguments, "");
        return List.copyOf(check.faults);
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        String type = schema.path("type").asString("");
        if (!is(type, value)) {
            fault(at, "must be " + (type.matches("[aeio].*") ? "an " : "a ") + type);
            return;
        }
        if (schema.path("enum").isArray() && !has(schema.path("enum"), value)) {
            fault(at, "must be one of " + words(schema.path("enum")));
        }
        bound(
                schema,
                "minimum",
                at,
                value.isNumber() && number(value) < schema.path("minimum").asDouble(0));
        bound(
                schema,
                "maximum",
                at,
                value.isNumber() && number(value) > schema.path("maximum").asDouble(0));
        long length = value.isString() ? value.stringValue().codePoints().count() : 0;
        bound(
                schema,
                "minLength",
                at,
                value.isString() && length < schema.path("minLength").asLong(0));
        bound(schema, "maxLength", at, length > schema.path("maxLength").asLong(0));
        bound(
                schema,
                "minItems",
                at,
                value.isArray() && value.size() < schema.path("minItems").asLong(0));
        bound(
                schema,
                "maxItems",
                at,
                value.isArray() && value.size() > schema.path("maxItems").asLong(0));
        if (value.isObject()) {
            object(schema, value, at);
        }
        for (int i = 0; value.isArray() && i < value.size() && faults.size() < MAX_FAULTS; i++) {
            check(schema.path("items"), value.path(i), at + "[" + i + "]");
        }
    }

    private void object(JsonNode schema, JsonNode value, String at) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asString(""))) {
                fault(below(at, name.asString("")), "is missing");
            }
        }
        JsonNode properties = schema.path("properties");
        boolean closed = !schema.path("additionalProperties").asBoolean(true);
        value.properties().forEach(field -> {
            if (faults.size() == MAX_FAULTS) {
                return;
            } else if (properties.has(field.getKey())) {
                check(properties.path(field.getKey()), field.getValue(), below(at, field.getKey()));
            } else if (closed) {
                fault(below(at, field.getKey()), "is unknown; there are " + names(properties));
            } else {
                check(schema.path("additionalProperties"), field.getValue(), below(at, field.getKey()));
            }
        });
    }

    private void bound(JsonNode schema, String keyword, String at, boolean broken) {
        if (broken && schema.has(keyword)) {
            fault(at, "breaks " + keyword + " " + schema.path(keyword));
        }
    }

    private void fault(String at, String what) {
        if (faults.size() == MAX_FAULTS) {
            return;
        }
        faults.add((at.isEmpty() ? "the arguments" : McpError.quoted(at)) + " " + what);
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber() && Double.isFinite(number(value));
            // JSON has one kind of number: 3.0 is an integer to JSON Schema. Of 64 bits, since no tool takes more.
            case "integer" -> value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    private static double number(JsonNode value) {
        return value.asDouble(Double.POSITIVE_INFINITY);
    }

    private static boolean has(JsonNode values, JsonNode value) {
        return StreamSupport.stream(values.spliterator(), false).anyMatch(value::equals);
    }

    private static String words(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(", "));
    }

    private static String names(JsonNode properties) {
        return properties.isEmpty() ? "none" : String.join(", ", properties.propertyNames());
    }

    private static String below(String at, String name) {
        return at.isEmpty() ? name : at + "." + name;
    }
}
