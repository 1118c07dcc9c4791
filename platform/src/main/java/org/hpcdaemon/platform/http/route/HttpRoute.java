package org.hpcdaemon.platform.http.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: what is asked for and by whom, what that takes, what answers, and how. The description for clients is made
 * from it too.
 *
 * @param pattern the path's segments, named parts in braces
 * @param event what the audit log calls it; absent: only refusals are told there
 * @param summary what it is for, in one sentence
 * @param query what its query may have
 * @param strict whether parameters that it does not have are refused; where old and new clients meet they are ignored
 * @param keyed whether {@code Idempotency-Key} says that two requests are the same
 */
public record HttpRoute(
        String method,
        List<String> pattern,
        CallerRule caller,
        Endpoint endpoint,
        @Nullable AuditEvent event,
        String summary,
        List<Parameter> query,
        boolean strict,
        boolean keyed,
        Body body,
        List<Shape> answers) {
    /** A body, where its route says nothing else. The largest is a list of a thousand event ids. */
    public static final int BODY_BYTES = 64 << 10;

    /** A body that may hold a script and a standard input, each as large as they may be: as a text message of a WebSocket. */
    public static final int LARGE_BODY_BYTES = 1 << 20;

    private static HttpRoute of(String method, String path, CallerRule caller, Endpoint endpoint) {
        return new HttpRoute(
                method,
                segments(path),
                caller,
                endpoint,
                null,
                "",
                List.of(),
                false,
                false,
                new Body.None(),
                List.of());
    }

    public static HttpRoute get(String path, CallerRule caller, Endpoint.Answers endpoint) {
        return of("GET", path, caller, endpoint);
    }

    public static HttpRoute stream(String path, CallerRule caller, Endpoint.Streams endpoint) {
        return of("GET", path, caller, endpoint);
    }

    public static HttpRoute post(String path, CallerRule caller, Endpoint endpoint) {
        return of("POST", path, caller, endpoint);
    }

    public static HttpRoute post(String path, CallerRule caller, Endpoint.Answers endpoint) {
        return of("POST", path, caller, endpoint);
    }

    public static HttpRoute delete(String path, CallerRule caller, Endpoint.Answers endpoint) {
        return of("DELETE", path, caller, endpoint);
    }

    public static HttpRoute webSocket(String path, CallerRule caller, Endpoint.WebSocketDoor door) {
        return of("GET", path, caller, new Endpoint.Upgrades(door));
    }

    /** The same, told in the audit log. */
    public HttpRoute audited(AuditEvent as) {
        return new HttpRoute(method, pattern, caller, endpoint, as, summary, query, strict, keyed, body, answers);
    }

    public HttpRoute says(String what) {
        return new HttpRoute(method, pattern, caller, endpoint, event, what, query, strict, keyed, body, answers);
    }

    public HttpRoute takes(Parameter... parameters) {
        return new HttpRoute(
                method, pattern, caller, endpoint, event, summary, List.of(parameters), strict, keyed, body, answers);
    }

    /** The same; what it does not take is refused by name. */
    public HttpRoute strictly() {
        return new HttpRoute(method, pattern, caller, endpoint, event, summary, query, true, keyed, body, answers);
    }

    /** The same; a second request with the same {@code Idempotency-Key} has no second effect. */
    public HttpRoute once() {
        return new HttpRoute(method, pattern, caller, endpoint, event, summary, query, strict, true, body, answers);
    }

    public HttpRoute reads(Body content) {
        return new HttpRoute(method, pattern, caller, endpoint, event, summary, query, strict, keyed, content, answers);
    }

    public HttpRoute reads(Class<?> json) {
        return reads(new Body.Json(json, BODY_BYTES, false));
    }

    public HttpRoute answers(int status, Class<?> json) {
        return answers(new Shape(status, json, null, List.of()));
    }

    /** It answers nothing but that it was done. */
    public HttpRoute answersDone() {
        return answers(new Shape(204, null, null, List.of()));
    }

    public HttpRoute answers(Shape shape) {
        List<Shape> all = new ArrayList<>(answers);
        all.add(shape);
        return new HttpRoute(
                method, pattern, caller, endpoint, event, summary, query, strict, keyed, body, List.copyOf(all));
    }

    public String path() {
        return "/" + String.join("/", pattern);
    }

    /** The names of the path's parts. */
    public List<String> parts() {
        return pattern.stream().flatMap(HttpRoute::part).toList();
    }

    private static Stream<String> part(String segment) {
        return segment.startsWith("{") ? Stream.of(segment.substring(1, segment.length() - 1)) : Stream.empty();
    }

    /** The path's named parts, if it fits. */
    public Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != pattern.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.startsWith("{") && !path.get(i).isEmpty()) {
                parts.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    public static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
