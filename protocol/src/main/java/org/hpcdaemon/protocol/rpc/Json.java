package org.hpcdaemon.protocol.rpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The project's one way from records to JSON and back: unknown fields ignored, absent instead of null, no
 * conversion between types, bounded depth. Thread-safe.
 */
public final class Json {
    /** Of a parser's reason: enough to find the place, not a second copy of the input. */
    private static final int REASON_CHARS = 300;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.JSON_DEPTH)
                            .maxStringLength(2 * Limits.TEXT_BYTES)
                            .maxNumberLength(32)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Two readers of the same text must not see two messages.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, Json::textIsText)
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    /** A number or boolean where text belongs is a mistake of the sender; Jackson alone would write it out. */
    private static void textIsText(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** One line of JSON; fields in the order of the record. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * One line of JSON in which nothing moves a cursor, hides or turns text: for logs, whose readers have terminals.
     * Control characters of all kinds and formatting ones are escaped; it reads back as the same.
     */
    public static String printableLine(Object value) {
        StringBuilder line = new StringBuilder();
        write(value).chars().forEach(c -> {
            if (isUnprintable((char) c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }

    private static boolean isUnprintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Indented JSON, for people. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /** Reads a record. Throws {@link HpcException}, never anything else, naming the field that is wrong. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return present(MAPPER.readValue(json, type), type);
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    /** Reads a tree. Throws {@link HpcException} with {@link ErrorCode#PARSE_ERROR}, never anything else. */
    static JsonNode tree(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree.isMissingNode()) {
                throw new HpcException(ErrorCode.PARSE_ERROR, "not JSON: nothing there");
            }
            return tree;
        } catch (JacksonException e) {
            throw new HpcException(ErrorCode.PARSE_ERROR, "not JSON: " + shortened(e.getOriginalMessage()), e);
        }
    }

    /** Gives a tree its type. Throws {@link HpcException}, never anything else, naming the field that is wrong. */
    public static <T> T convert(JsonNode node, Class<T> type) {
        try {
            return present(MAPPER.treeToValue(node, type), type);
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    private static <T> T present(@Nullable T value, Class<T> type) {
        if (value == null) {
            throw HpcException.invalid("expected a " + type.getSimpleName() + ", got null");
        }
        return value;
    }

    private static HpcException invalid(JacksonException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof HpcException ours) {
                return ours;
            }
            if (cause instanceof IllegalArgumentException refused) {
                return HpcException.invalid(field(e) + refused.getMessage());
            }
        }
        return HpcException.invalid(field(e) + "does not fit: " + shortened(e.getOriginalMessage()));
    }

    private static String field(JacksonException e) {
        StringBuilder path = new StringBuilder();
        e.getPath()
                .forEach(step -> path.append(path.isEmpty() ? "" : ".")
                        .append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()));
        return path.isEmpty() ? "" : "field \"" + shortened(path.toString()) + "\" ";
    }

    /** An error never sends a large input back. */
    private static String shortened(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= REASON_CHARS ? whole : whole.substring(0, REASON_CHARS) + "…";
    }
}
