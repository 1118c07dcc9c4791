package org.hpcdaemon.platform.webhook;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.Release;

/** Sends one message, signed, to where a webhook leads now. */
record Deliverer(Destinations destinations, Destinations.Names names, InstantSource clock) {
    /** What came of it. */
    sealed interface Outcome {
        /** In a few words, for lists. */
        String words();

        record Answered(WebhookPost.Answer answer) implements Outcome {
            @Override
            public String words() {
                return "HTTP " + answer.status();
            }
        }

        /** There was no answer. */
        record Failed(String words) implements Outcome {}

        default boolean isSuccess() {
            return this instanceof Answered(WebhookPost.Answer answer) && answer.isSuccess();
        }
    }

    /** @param id the same at each attempt, by which a receiver knows a message that it has */
    Outcome send(URI url, List<String> secrets, String id, String body) {
        long now = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "hpc-platform/" + Release.VERSION);
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now));
        headers.put("webhook-signature", Signature.of(secrets, id, now, body));
        try {
            return new Outcome.Answered(WebhookPost.send(url, destinations.address(url, names), headers, body));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Outcome.Failed("no answer: " + why);
        }
    }
}
