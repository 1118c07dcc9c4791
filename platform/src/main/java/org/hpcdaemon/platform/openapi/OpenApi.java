package org.hpcdaemon.platform.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.platform.http.route.Body;
import org.hpcdaemon.platform.http.route.CallerRule;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.platform.http.route.Shape;
import org.hpcdaemon.protocol.http.ErrorBody;

/** A table of routes as an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.1). Pure. */
public final class OpenApi {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    public static Map<String, Object> of(List<HttpRoute> routes, String version) {
        return new OpenApi().document(routes, version);
    }

    private Map<String, Object> document(List<HttpRoute> routes, String version) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (HttpRoute route : routes) {
            paths.computeIfAbsent(route.path(), _ -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        Map<String, Object> error = schemas.of(ErrorBody.class, false);
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("securitySchemes", Map.of("key", Map.of("type", "http", "scheme", "bearer")));
        components.put(
                "responses",
                Map.of("Error", content("What went wrong, and whether to try again.", "application/json", error)));
        components.put("schemas", schemas.named());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "hpc-platform",
                        "version",
                        version,
                        "description",
                        "Machines behind firewalls, for agents. Answers may get more fields; errors say what to do next."));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    private Map<String, Object> operation(HttpRoute route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        operation.put("security", route.caller() == CallerRule.ANYONE ? List.of() : List.of(Map.of("key", List.of())));
        List<Map<String, Object>> parameters = new ArrayList<>();
        route.parts().forEach(part -> parameters.add(parameter("path", part, true, "", TEXT)));
        route.query().forEach(one -> parameters.add(parameter("query", one.name(), false, one.what(), schema(one))));
        if (route.keyed()) {
            parameters.add(parameter(
                    "header",
                    "Idempotency-Key",
                    false,
                    "The same again within 24 h: no second effect, and the first answer. Made and answered if absent.",
                    TEXT));
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        switch (route.body()) {
            case Body.None _ -> {}
            case Body.Json(Class<?> type, int _, boolean strict) ->
                operation.put(
                        "requestBody",
                        Map.of("required", true, "content", media("application/json", schemas.of(type, strict))));
            case Body.Raw _ ->
                operation.put(
                        "requestBody",
                        Map.of("required", true, "content", media("application/octet-stream", Map.of())));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        route.answers().forEach(shape -> responses.put(Integer.toString(shape.status()), response(shape)));
        responses.put("default", Map.of("$ref", "#/components/responses/Error"));
        operation.put("responses", responses);
        return operation;
    }

    private Map<String, Object> response(Shape shape) {
        String media = shape.media();
        Map<String, Object> response = shape.type() != null
                ? content("Done.", "application/json", schemas.of(shape.type(), false))
                : media != null
                        ? content("Done.", media, Map.of())
                        : new LinkedHashMap<>(Map.of("description", "Done."));
        if (!shape.headers().isEmpty()) {
            Map<String, Object> headers = new LinkedHashMap<>();
            shape.headers().forEach(name -> headers.put(name, Map.of("schema", TEXT)));
            response.put("headers", headers);
        }
        return response;
    }

    private static Map<String, Object> content(String description, String media, Object schema) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", description);
        response.put("content", media(media, schema));
        return response;
    }

    private static Map<String, Object> media(String type, Object schema) {
        return Map.of(type, Map.of("schema", schema));
    }

    private static Map<String, Object> parameter(
            String in, String name, boolean required, String what, Map<String, Object> schema) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", required);
        if (!what.isEmpty()) {
            parameter.put("description", what);
        }
        parameter.put("schema", schema);
        return parameter;
    }

    private static Map<String, Object> schema(Parameter parameter) {
        return switch (parameter) {
            case Parameter.Whole whole -> {
                Map<String, Object> schema = new LinkedHashMap<>();
                schema.put("type", "integer");
                schema.put("minimum", whole.min());
                schema.put("maximum", whole.max());
                yield schema;
            }
            case Parameter.Flag _ -> Map.of("type", "boolean");
            case Parameter.OneOf one -> Map.of("type", "string", "enum", one.values());
            case Parameter.Text _ -> TEXT;
        };
    }
}
