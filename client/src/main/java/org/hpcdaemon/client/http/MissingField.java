package org.hpcdaemon.client.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field that an answer must have and does not: of a record, or of those in it, one that is not {@code @Nullable}. */
final class MissingField {
    private MissingField() {}

    /** Its name; empty if nothing is missing. */
    static String of(Object answer) {
        return switch (answer) {
            case List<?> list ->
                list.stream()
                        .map(each -> each == null ? "an element" : of(each))
                        .filter(missing -> !missing.isEmpty())
                        .findFirst()
                        .orElse("");
            case Record fields -> ofRecord(fields);
            default -> "";
        };
    }

    private static String ofRecord(Record fields) {
        for (RecordComponent field : fields.getClass().getRecordComponents()) {
            Object value = value(fields, field);
            if (value == null) {
                if (!field.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    return nameInJson(field);
                }
            } else if (value instanceof Record || value instanceof List) {
                String missing = of(value);
                if (!missing.isEmpty()) {
                    return missing;
                }
            }
        }
        return "";
    }

    private static String nameInJson(RecordComponent field) {
        JsonProperty named = field.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? field.getName() : named.value();
    }

    private static @Nullable Object value(Record fields, RecordComponent field) {
        try {
            // A record that only its own package sees is an answer like any other.
            return field.getAccessor().trySetAccessible() ? field.getAccessor().invoke(fields) : "";
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
