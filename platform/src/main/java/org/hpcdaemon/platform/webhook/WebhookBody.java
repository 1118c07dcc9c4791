package org.hpcdaemon.platform.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages: {@code {type, timestamp, data}}, under the 20 KB that receivers expect. Of a job there is what names it and how it ended;
 * what it printed stays in the inbox, since a message may start a program that takes it for instructions, and so does what was asked and
 * said about a request. Pure.
 */
final class WebhookBody {
    static final String VERIFICATION = "webhook.verification";
    static final String TEST = "webhook.test";

    /** Leaves room for the rest, escaped. */
    private static final int CONTEXT_BYTES = 12 << 10;

    private WebhookBody() {}

    static String of(InboxEntry entry) {
        Event event = Json.read(entry.event(), Event.class);
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("event", event.id().value())
                .put("seq", entry.seq())
                .put("daemon", event.daemon().value());
        ApprovalInfo approval = event.approval();
        if (approval == null) {
            put(event.endedJob(), data);
        } else {
            put(approval, data);
        }
        String context = event.context();
        if (context != null && context.getBytes(StandardCharsets.UTF_8).length > CONTEXT_BYTES) {
            data.put("contextTruncated", true);
        } else if (context != null) {
            data.put("context", context);
        }
        return of(event.type(), event.at(), data);
    }

    private static void put(JobInfo job, ObjectNode data) {
        data.put("job", job.job().value()).put("state", job.state().name());
        if (job.element() != null) {
            data.put("element", job.element());
        }
        if (job.name() != null) {
            data.put("name", job.name());
        }
        if (job.exitCode() != null) {
            data.put("exitCode", job.exitCode());
        }
    }

    private static void put(ApprovalInfo approval, ObjectNode data) {
        data.put("approval", approval.approval().value())
                .put("state", approval.state().name())
                .put("method", approval.method())
                .put("until", approval.until().toString());
    }

    /** Asks a receiver to give the challenge back, by which it shows that it expects messages from here. */
    static String verification(String challenge, Instant now) {
        return of(VERIFICATION, now, JsonNodeFactory.instance.objectNode().put("challenge", challenge));
    }

    static String test(Instant now) {
        return of(TEST, now, JsonNodeFactory.instance.objectNode());
    }

    private static String of(String type, Instant timestamp, ObjectNode data) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("type", type).put("timestamp", timestamp.toString());
        body.set("data", data);
        return Json.write(body);
    }
}
