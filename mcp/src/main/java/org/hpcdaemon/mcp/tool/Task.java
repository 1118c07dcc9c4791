package org.hpcdaemon.mcp.tool;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that comes later: the client asks for it by its id. It is stored before it is answered, or can be told from
 * the id alone, so that no restart loses it.
 *
 * @param id says what it is, as {@code login1/job_42}: it is all that some clients show their model
 * @param message for people; some clients do not show it
 * @param ttlMs how long its result is kept after the start; empty for ever
 * @param pollIntervalMs how long to wait before the next question
 */
public record Task(
        String id,
        TaskProgress status,
        Optional<String> message,
        Instant createdAt,
        Instant updatedAt,
        OptionalLong ttlMs,
        OptionalLong pollIntervalMs)
        implements ToolAnswer {
    /** It goes through HTTP headers, where 8 KiB are usual for all of them. */
    static final int ID_CHARS = 1024;

    public Task {
        if (id.isBlank() || id.length() > ID_CHARS) {
            throw new IllegalArgumentException("a task's id has 1 to " + ID_CHARS + " characters");
        }
    }

    /** The fields that a new task and each later look at it have in common. */
    ObjectNode toJson() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("taskId", id).put("status", status.name());
        message.ifPresent(text -> json.put("statusMessage", text));
        json.put("createdAt", createdAt.toString()).put("lastUpdatedAt", updatedAt.toString());
        ttlMs.ifPresentOrElse(ms -> json.put("ttlMs", ms), () -> json.putNull("ttlMs"));
        pollIntervalMs.ifPresent(ms -> json.put("pollIntervalMs", ms));
        return json;
    }
}
