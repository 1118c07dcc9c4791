package org.hpcdaemon.platform.webhook;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.rpc.Json;

/**
 * Sends each webhook the event behind its position, one at a time and so in order, and moves on when that was delivered, refused for good,
 * or acknowledged by its agent. All that it knows is in the database: after a restart the same message is sent again, with the same id.
 */
public final class WebhookQueue {
    private static final System.Logger LOG = System.getLogger(WebhookQueue.class.getName());

    /** Messages on their way, each a connection. */
    private static final int AT_A_TIME = 16;

    /** Of these to one host, however many webhooks lead there. */
    private static final int OF_HOST = 2;

    /** Told of a webhook to which nothing is sent any more. */
    @FunctionalInterface
    public interface Disabled {
        void disabled(Reader reader, WebhookId webhook, String why);
    }

    private final WebhookTable table;
    private final Inbox inbox;
    private final Authenticator keys;
    private final Deliverer deliverer;
    private final Disabled told;
    private final Executor virtualThreads;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** What is on its way, and to which host. */
    private final Map<WebhookId, String> sending = new ConcurrentHashMap<>();

    WebhookQueue(
            WebhookTable table,
            Inbox inbox,
            Authenticator keys,
            Deliverer deliverer,
            Disabled told,
            Executor virtualThreads,
            InstantSource clock,
            RandomGenerator random) {
        this.table = table;
        this.inbox = inbox;
        this.keys = keys;
        this.deliverer = deliverer;
        this.told = told;
        this.virtualThreads = virtualThreads;
        this.clock = clock;
        this.random = random;
    }

    /** Begins what is due and has room; called by one thread. */
    void sendDue() {
        List<Webhook> due = table.due(clock.instant()).stream()
                .filter(webhook -> !sending.containsKey(webhook.id()))
                .toList();
        Set<AgentId> agents = due.stream()
                .map(webhook -> webhook.reader().agent())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<AgentId> live =
                agents.isEmpty() ? Set.of() : keys.withKeyAmong(agents).keySet();
        Map<String, Integer> hosts = new HashMap<>();
        sending.values().forEach(host -> hosts.merge(host, 1, Integer::sum));
        for (Webhook webhook : due) {
            String host = webhook.url().getHost();
            AgentId agent = webhook.reader().agent();
            boolean wanted = agent == null || live.contains(agent);
            if (wanted && sending.size() < AT_A_TIME && hosts.getOrDefault(host, 0) < OF_HOST) {
                hosts.merge(host, 1, Integer::sum);
                sending.put(webhook.id(), host);
                virtualThreads.execute(() -> send(webhook));
            }
        }
    }

    private void send(Webhook webhook) {
        try {
            for (InboxEntry entry : inbox.read(webhook.reader(), webhook.position(), 1, Duration.ZERO)) {
                String id = Json.tree(entry.event()).path("id").asString("");
                note(webhook, entry, deliverer.send(webhook.url(), webhook.secrets(), id, WebhookBody.of(entry)));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "webhook " + webhook.id() + " was not sent; it is tried again", e);
        } finally {
            sending.remove(webhook.id());
        }
    }

    private void note(Webhook webhook, InboxEntry entry, Deliverer.Outcome outcome) {
        Instant now = clock.instant();
        int failed = webhook.attempts() + 1;
        switch (outcome) {
            case Deliverer.Outcome.Answered(WebhookPost.Answer answer)
            when answer.isSuccess() -> table.note(webhook.id(), entry.seq(), 0, now, now, outcome.words(), null);
            case Deliverer.Outcome.Answered(WebhookPost.Answer answer)
            when answer.status() == 410 -> disable(webhook, failed, now, outcome, "the receiver answered 410 Gone");
            case Deliverer.Outcome.Answered(WebhookPost.Answer answer)
            when isRefusal(answer.status()) && failed >= RetrySchedule.REFUSALS ->
                table.note(webhook.id(), entry.seq(), 0, now, now, outcome.words(), null);
            case Deliverer.Outcome.Answered(WebhookPost.Answer answer) ->
                again(webhook, failed, answer.retryAfter(), now, outcome);
            case Deliverer.Outcome.Failed _ -> again(webhook, failed, 0, now, outcome);
        }
    }

    /** Of this message. What is said of time-outs, early times and too many requests passes. */
    private static boolean isRefusal(int status) {
        return status / 100 == 4 && status != 408 && status != 425 && status != 429;
    }

    private void again(Webhook webhook, int failed, int wish, Instant now, Deliverer.Outcome outcome) {
        Optional<Duration> pause = RetrySchedule.after(failed, wish, random);
        if (pause.isEmpty()) {
            disable(webhook, failed, now, outcome, failed + " attempts over days have failed");
            return;
        }
        table.note(webhook.id(), webhook.position(), failed, now.plus(pause.get()), now, outcome.words(), null);
    }

    private void disable(Webhook webhook, int failed, Instant now, Deliverer.Outcome outcome, String why) {
        String reason = why + "; POST /hpc/webhooks/" + webhook.id() + "/test lets it go on";
        table.note(webhook.id(), webhook.position(), failed, now, now, outcome.words(), reason);
        told.disabled(webhook.reader(), webhook.id(), why);
    }
}
