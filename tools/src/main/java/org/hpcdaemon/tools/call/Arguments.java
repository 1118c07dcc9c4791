package org.hpcdaemon.tools.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A call's arguments, which fit the tool's schema. */
public record Arguments(ObjectNode arguments) {
    public Optional<String> text(String name) {
        return arguments.path(name).stringValueOpt();
    }

    @Nullable
    public String textOrNull(String name) {
        return text(name).orElse(null);
    }

    public String required(String name) {
        return text(name).orElseThrow(() -> HpcException.invalid("\"" + name + "\" is missing"));
    }

    public Optional<Long> number(String name) {
        JsonNode value = arguments.path(name);
        return value.isNumber() ? Optional.of(value.asLong()) : Optional.empty();
    }

    public int number(String name, int otherwise) {
        return number(name).map(Math::toIntExact).orElse(otherwise);
    }

    @Nullable
    public Integer intOrNull(String name) {
        return number(name).map(Math::toIntExact).orElse(null);
    }

    public boolean flag(String name) {
        return arguments.path(name).asBoolean(false);
    }

    public List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        arguments.path(name).forEach(value -> all.add(value.asString("")));
        return all;
    }

    public Map<String, String> map(String name) {
        Map<String, String> all = new LinkedHashMap<>();
        arguments
                .path(name)
                .properties()
                .forEach(entry -> all.put(entry.getKey(), entry.getValue().asString("")));
        return all;
    }

    /** The key that the model chose. */
    Optional<IdempotencyKey> key() {
        try {
            return text("key").map(IdempotencyKey::new);
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("\"key\" is " + e.getMessage());
        }
    }
}
