package org.hpcdaemon.platform.openapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, as Jackson writes and reads them. A component that may be null is one that may be absent. */
final class Schemas {
    private final Map<String, Object> named = new TreeMap<>();

    /** Those that were referred to so far. */
    Map<String, Object> named() {
        return named;
    }

    /**
     * A type's schema, or a reference to it.
     *
     * @param closed whether other fields are refused, and lists, maps and switches may be left out: of what is read, not of what is answered
     */
    Map<String, Object> of(Class<?> type, boolean closed) {
        return schema(type, closed);
    }

    private Map<String, Object> schema(Type type, boolean closed) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Map<String, Object> inner = schema(arguments[arguments.length - 1], closed);
            return generic.getRawType().equals(Map.class)
                    ? Map.of("type", "object", "additionalProperties", inner)
                    : Map.of("type", "array", "items", inner);
        }
        if (!(type instanceof Class<?> known)) {
            throw new IllegalArgumentException("no schema for " + type);
        }
        if (known == String.class) {
            return Map.of("type", "string");
        } else if (known == int.class || known == Integer.class || known == long.class || known == Long.class) {
            return Map.of("type", "integer");
        } else if (known == double.class || known == Double.class) {
            return Map.of("type", "number");
        } else if (known == boolean.class || known == Boolean.class) {
            return Map.of("type", "boolean");
        } else if (known == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        } else if (known == Bytes.class) {
            return Map.of("type", "string", "contentEncoding", "base64");
        } else if (known == Map.class) {
            return Map.of("type", "object");
        } else if (known.isEnum()) {
            return Map.of("type", "string", "enum", constants(known));
        } else if (isValue(known)) {
            return Map.of("type", "string");
        } else if (known.isRecord()) {
            return reference(known, closed);
        }
        throw new IllegalArgumentException("no schema for " + known);
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Json.tree(Json.write(constant)).stringValue())
                .toList();
    }

    /** An id travels as its only component. */
    private static boolean isValue(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
    }

    private Map<String, Object> reference(Class<?> type, boolean closed) {
        String name = name(type);
        if (!named.containsKey(name)) {
            named.put(name, Map.of()); // So that one that refers to itself ends.
            named.put(name, object(type, closed));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return outer == null ? type.getSimpleName() : name(outer) + "_" + type.getSimpleName();
    }

    private Map<String, Object> object(Class<?> type, boolean closed) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
            properties.put(name, schema(component.getGenericType(), closed));
            if (!mayBeAbsent(component, closed)) {
                required.add(name);
            }
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        if (closed) {
            object.put("additionalProperties", false);
        }
        return object;
    }

    private static boolean mayBeAbsent(RecordComponent component, boolean closed) {
        AnnotatedType type = component.getAnnotatedType();
        boolean collection = type instanceof AnnotatedParameterizedType;
        return type.isAnnotationPresent(Nullable.class)
                || (closed && (collection || component.getType() == boolean.class));
    }
}
