package org.hpcdaemon.protocol.rpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Unprintable;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The project's one way from records to JSON and back: unknown fields ignored, absent instead of null, no
 * conversion between types, bounded depth. Thread-safe.
 */
public final class Json {
    /** Of a parser's reason: enough to find the place, not a second copy of the input. */
    private static final int REASON_CHARS = 300;

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate .*?['\"](.*)['\"]", Pattern.DOTALL);

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

    /** For what programs print. */
    private static final JsonMapper PRINTER = MAPPER.rebuild()
            .addModule(new SimpleModule().addSerializer(Instant.class, new Milliseconds()))
            .build();

    /** The same for records, which are not read by way of a tree. */
    private static final ObjectReader STRICT = MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

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

    /** Indented JSON, for people, whose terminals nothing in it moves or turns; it reads back as the same. */
    public static String pretty(Object value) {
        StringBuilder text = new StringBuilder();
        PRINTER.writerWithDefaultPrettyPrinter()
                .writeValueAsString(value)
                .chars()
                .forEach(c -> {
                    // A line end within a string is escaped already.
                    if (Unprintable.is(c) && c != '\n' && c != '\r') {
                        text.append("\\u%04x".formatted(c));
                    } else {
                        text.append((char) c);
                    }
                });
        return text.toString();
    }

    /** Reads a record. Throws {@link HpcException}, never anything else, naming the field that is wrong. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return present(STRICT.forType(type).<T>readValue(json));
        } catch (JacksonException e) {
            throw invalid(e, type);
        }
    }

    /** Reads a tree. Throws {@link HpcException} with {@link ErrorCode#PARSE_ERROR}, never anything else. */
    public static JsonNode tree(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree.isMissingNode()) {
                throw new HpcException(ErrorCode.PARSE_ERROR, "not JSON: nothing there");
            }
            return tree;
        } catch (JacksonException e) {
            throw new HpcException(ErrorCode.PARSE_ERROR, "not JSON that is accepted: " + fault(e), e);
        }
    }

    /**
     * Reads a tree of at most so many values and names, which take up to fifty times the memory of their text. Throws as
     * {@link #tree(String)}.
     */
    public static JsonNode tree(String json, int most) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            for (int seen = 0; parser.nextToken() != null; seen++) {
                if (seen == most) {
                    throw new HpcException(
                            ErrorCode.PARSE_ERROR, "not JSON that is accepted: it has more than " + most + " values");
                }
            }
        } catch (JacksonException _) {
            // Told below, as of any other text.
        }
        return tree(json);
    }

    /** Gives a tree its type. Throws {@link HpcException}, never anything else, naming the field that is wrong. */
    public static <T> T convert(JsonNode node, Class<T> type) {
        try {
            return present(MAPPER.treeToValue(node, type));
        } catch (JacksonException e) {
            throw invalid(e, type);
        }
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw HpcException.invalid("expected an object, got null");
        }
        return value;
    }

    /** In the words of JSON; those of a parser or of its language would mean nothing to the sender. */
    private static HpcException invalid(JacksonException e, Class<?> type) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof HpcException ours) {
                return ours;
            }
            if (cause instanceof IllegalArgumentException refused) {
                return HpcException.invalid(field(e) + refused.getMessage());
            }
        }
        if (e.getPath().isEmpty() && !(e instanceof MismatchedInputException)) {
            return HpcException.invalid("not JSON that is accepted: " + fault(e));
        }
        String what = e.getPath().isEmpty() ? "the message " : field(e);
        return HpcException.invalid(what + "must be " + Expected.at(type, path(e)));
    }

    private static String fault(JacksonException e) {
        Matcher twice = DUPLICATE.matcher(String.valueOf(e.getOriginalMessage()));
        String fault = twice.find()
                ? "field \"" + shortened(twice.group(1)) + "\" is given twice"
                : e instanceof StreamConstraintsException
                        ? "it is nested deeper than " + Limits.JSON_DEPTH
                                + ", or has a number or a name that is too long"
                        : "a mistake of syntax";
        return fault
                + (e.getLocation() == null
                        ? ""
                        : " at line %d, column %d"
                                .formatted(
                                        e.getLocation().getLineNr(),
                                        e.getLocation().getColumnNr()));
    }

    private static String field(JacksonException e) {
        String path = String.join(".", path(e));
        return path.isEmpty() ? "" : "field \"" + shortened(path) + "\" ";
    }

    private static List<String> path(JacksonException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? Integer.toString(step.getIndex()) : step.getPropertyName())
                .toList();
    }

    /** An error never sends a large input back. */
    static String shortened(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= REASON_CHARS ? whole : whole.substring(0, REASON_CHARS) + "…";
    }
}
