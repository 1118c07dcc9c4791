package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;

/** Answers of the platform, held against what its own description says of them: no field more, none less. */
final class Described {
    private final JsonNode document;
    final Set<String> seen = new HashSet<>();

    Described(String openApi) {
        document = Json.tree(openApi);
    }

    JsonNode document() {
        return document;
    }

    void check(String method, String pathAndQuery, HttpResponse<?> answer) {
        String path = pathAndQuery.replaceFirst("\\?.*", "");
        String template = document.path("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(candidate -> path.matches(candidate.replaceAll("\\{[^}]*}", "[^/]+")))
                .filter(candidate -> document.path("paths").path(candidate).has(method.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(candidate -> candidate.contains("{") ? 1 : 0))
                .orElseThrow(() -> new AssertionError(method + " " + path + " is not described"));
        JsonNode responses = document.at("/paths/" + template.replace("~", "~0").replace("/", "~1") + "/"
                + method.toLowerCase(Locale.ROOT) + "/responses");
        String status = Integer.toString(answer.statusCode());
        JsonNode response = responses.path(answer.statusCode() >= 400 ? "default" : status);
        assertThat(response.isMissingNode())
                .as(method + " " + template + " answers " + status)
                .isFalse();
        seen.add(method + " " + template);
        JsonNode content = resolve(response).path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(content.has(type) || (content.isMissingNode() && type.isEmpty()))
                .as(method + " " + template + " answers " + type)
                .isTrue();
        if (type.equals("application/json") && answer.body() instanceof String body) {
            conforms(Json.tree(body), content.path(type).path("schema"), template);
        }
        answer.headers().map().keySet().stream()
                .filter(name -> name.startsWith("hpc-") && !name.equals("hpc-error"))
                .forEach(name -> assertThat(response.path("headers")
                                .propertyStream()
                                .map(header -> header.getKey().toLowerCase(Locale.ROOT)))
                        .contains(name));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").stringValue().substring(1)) : node;
    }

    private void conforms(JsonNode value, JsonNode referred, String place) {
        JsonNode schema = resolve(referred);
        switch (schema.path("type").asString("any")) {
            case "object" -> object(value, schema, place);
            case "array" -> {
                assertThat(value.isArray()).as(place).isTrue();
                value.forEach(item -> conforms(item, schema.path("items"), place + "[]"));
            }
            case "string" -> {
                assertThat(value.isString()).as(place).isTrue();
                if (schema.has("enum")) {
                    assertThat(schema.path("enum").valueStream().map(JsonNode::stringValue))
                            .as(place)
                            .contains(value.stringValue());
                }
            }
            case "integer" -> assertThat(value.isIntegralNumber()).as(place).isTrue();
            case "number" -> assertThat(value.isNumber()).as(place).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(place).isTrue();
            default -> throw new AssertionError(place + ": no type in " + schema);
        }
    }

    private void object(JsonNode value, JsonNode schema, String place) {
        assertThat(value.isObject()).as(place).isTrue();
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.stringValue()))
                        .as(place + "." + name)
                        .isTrue());
        JsonNode properties = schema.path("properties");
        JsonNode others = schema.path("additionalProperties");
        value.propertyStream().forEach(field -> {
            String name = place + "." + field.getKey();
            if (properties.has(field.getKey())) {
                conforms(field.getValue(), properties.path(field.getKey()), name);
            } else if (others.isObject()) {
                conforms(field.getValue(), others, name);
            } else if (!properties.isMissingNode() && !name.matches(".*\\.detail")) {
                throw new AssertionError(name + " is not described");
            }
        });
    }
}
