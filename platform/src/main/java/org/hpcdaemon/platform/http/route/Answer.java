package org.hpcdaemon.platform.http.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param headers besides those of every answer
 * @param body bytes as they are, or else written as JSON; absent with status 204
 */
public record Answer(
        int status, Map<String, String> headers, @Nullable Object body) {
    public static Answer ok(Object body) {
        return new Answer(200, Map.of(), body);
    }

    public static Answer created(Object body) {
        return new Answer(201, Map.of(), body);
    }

    /** Begun, and not over yet. */
    public static Answer accepted(Object body) {
        return new Answer(202, Map.of(), body);
    }

    public static Answer done() {
        return new Answer(204, Map.of(), null);
    }

    /** The same with one more header. */
    public Answer with(String header, Object value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value.toString());
        return new Answer(status, more, body);
    }
}
