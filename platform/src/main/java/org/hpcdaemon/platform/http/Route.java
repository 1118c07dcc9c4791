package org.hpcdaemon.platform.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table: method, path with named parts in braces, who may call, and what answers.
 *
 * @param event what the audit log calls it; absent: only refusals are told there
 */
record Route(
        String method,
        List<String> pattern,
        Caller caller,
        Endpoint endpoint,
        @Nullable AuditEvent event) {

    static Route get(String path, Caller caller, Endpoint.Answers endpoint) {
        return new Route("GET", segments(path), caller, endpoint, null);
    }

    static Route post(String path, Caller caller, Endpoint.Answers endpoint) {
        return new Route("POST", segments(path), caller, endpoint, null);
    }

    static Route delete(String path, Caller caller, Endpoint.Answers endpoint) {
        return new Route("DELETE", segments(path), caller, endpoint, null);
    }

    static Route webSocket(String path, Caller caller, Endpoint.WebSocketDoor door) {
        return new Route("GET", segments(path), caller, new Endpoint.Upgrades(door), null);
    }

    /** The same, told in the audit log. */
    Route audited(AuditEvent as) {
        return new Route(method, pattern, caller, endpoint, as);
    }

    /** The path's named parts, if it fits. */
    Optional<Map<String, String>> match(List<String> path) {
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

    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
