package org.hpcdaemon.protocol.http;

import java.util.List;
import java.util.Objects;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.EventId;
import org.jspecify.annotations.Nullable;

/** {@code POST /hpc/events/ack}: forgets these wake-ups. */
public record AcknowledgeRequest(List<EventId> ids) {
    /** What fits a request's body. */
    public static final int MAX_IDS = 1000;

    public AcknowledgeRequest {
        @Nullable List<EventId> given = ids;
        if (given == null || given.size() > MAX_IDS || given.stream().anyMatch(Objects::isNull)) {
            throw HpcException.invalid("field \"ids\" is a list of at most " + MAX_IDS + " event ids");
        }
    }
}
