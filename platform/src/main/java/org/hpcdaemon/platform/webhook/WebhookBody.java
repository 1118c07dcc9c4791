package org.hpcdaemon.platform.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages: {@code {type, timestamp, data}}, under the 20 KB that receivers expect. Of a job there is what names it and how it ended;
 * what it printed stays in the inbox, since a message may start a program that takes it for instructions. Pure.
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
                .put("daemon", event.daemon().value())
                .put("job", event.job().job().value())
                .put("state", event.job().state().name());
        if (event.job().element() != null) {
            data.put("element", event.job().element());
        }
        if (event.job().name() != null) {
            data.put("name", event.job().name());
        }
        if (event.job().exitCode() != null) {
            data.put("exitCode", event.job().exitCode());
        }
        String context = event.context();
        if (context != null && context.getBytes(StandardCharsets.UTF_8).length > CONTEXT_BYTES) {
            data.put("contextTruncated", true);
        } else if (context != null) {
            data.put("context", context);
        }
        return of(event.type(), event.at(), data);
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
