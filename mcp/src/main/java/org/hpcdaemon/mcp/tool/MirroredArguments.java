package org.hpcdaemon.mcp.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments that a schema marks with {@code x-mcp-header}, which HTTP repeats in {@code Mcp-Param-…} (2026-07-28,
 * basic/transports/streamable-http, "Custom Headers from Tool Parameters").
 *
 * @param paths of each header, the names of the properties down to the argument
 */
record MirroredArguments(Map<String, List<String>> paths) {
    private static final String MARK = "x-mcp-header";

    /** RFC 9110: what the name of a header is made of. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    /** Throws {@link IllegalArgumentException} for marks that clients would refuse the whole tool for. */
    static MirroredArguments of(ObjectNode schema) {
        Map<String, List<String>> paths = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        collect(schema, List.of(), paths);
        if (paths.size() != schema.findValues(MARK).size()) {
            throw new IllegalArgumentException(
                    MARK + " is for different names, and only for properties of objects, not of lists or alternatives");
        }
        return new MirroredArguments(new LinkedHashMap<>(paths));
    }

    private static void collect(JsonNode schema, List<String> at, Map<String, List<String>> paths) {
        schema.path("properties").properties().forEach(property -> {
            List<String> path = new ArrayList<>(at);
            path.add(property.getKey());
            JsonNode mark = property.getValue().path(MARK);
            if (!mark.isMissingNode()) {
                String name = mark.asString("");
                if (!TOKEN.matcher(name).matches()
                        || !TYPES.contains(property.getValue().path("type").asString(""))) {
                    throw new IllegalArgumentException(MARK + " of " + String.join(".", path)
                            + " is the name of a header, for a string, an integer or a boolean");
                }
                paths.put(name, List.copyOf(path));
            }
            collect(property.getValue(), path, paths);
        });
    }

    /** What the body has for each header. */
    Map<String, JsonNode> values(JsonNode arguments) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        paths.forEach((name, path) -> {
            JsonNode value = arguments;
            for (String step : path) {
                value = value.path(step);
            }
            values.put("Mcp-Param-" + name, value);
        });
        return values;
    }
}
