package org.hpcdaemon.protocol.rpc;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.value.Bytes;

/** Describes what belongs in a field in the words of JSON, for a sender that put something else there. Pure. */
final class Expected {
    private Expected() {}

    /**
     * @param root the record that was read
     * @param path the names of fields, and of keys and indexes within them, down to the one that is wrong
     */
    static String at(Class<?> root, List<String> path) {
        Type type = root;
        for (String step : path) {
            type = within(type, step);
        }
        return words(type);
    }

    private static Type within(Type type, String step) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return arguments[arguments.length - 1]; // of a list its elements, of a map its values
        }
        return type instanceof Class<?> record && record.isRecord()
                ? Arrays.stream(record.getRecordComponents())
                        .filter(component -> component.getName().equals(step))
                        .findFirst()
                        .map(RecordComponent::getGenericType)
                        .orElse(Object.class)
                : Object.class;
    }

    private static String words(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            String each = element.equals(String.class) ? "strings" : "objects";
            return generic.getRawType().equals(Map.class) ? "an object whose values are " + each : "a list of " + each;
        }
        return type instanceof Class<?> known ? words(known) : "something else";
    }

    private static String words(Class<?> type) {
        if (type == String.class) {
            return "a string";
        } else if (type == FilePath.class) {
            return "a string, the path of a file";
        } else if (type == Bytes.class) {
            return "a string, the bytes in base64";
        } else if (type == Integer.class || type == int.class) {
            return "a whole number of at most " + Integer.MAX_VALUE;
        } else if (type == Long.class || type == long.class) {
            return "a whole number";
        } else if (type == Double.class || type == double.class) {
            return "a number";
        } else if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> Json.write(constant))
                    .collect(Collectors.joining(" or "));
        } else if (type.isRecord()) {
            return isId(type) ? "a string" : "an object";
        }
        return "something else";
    }

    /** An id travels as its only field. */
    private static boolean isId(Class<?> record) {
        return record.getPackageName().endsWith(".id") && record.getRecordComponents().length == 1;
    }
}
