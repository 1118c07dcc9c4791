package org.hpcdaemon.platform.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** A reader's webhooks: made, listed, tried, removed. Those of others do not exist. Thread-safe; methods block. */
public final class Webhooks {
    /** A webhook as its owner sees it. */
    public record View(
            WebhookId id,
            String url,
            Instant createdAt,
            String state,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            @Nullable String lastOutcome,
            @Nullable String disabled) {
        static View of(Webhook webhook) {
            boolean failing = webhook.attempts() > 0;
            return new View(
                    webhook.id(),
                    webhook.url().toString(),
                    webhook.createdAt(),
                    webhook.disabled() != null ? "disabled" : failing ? "failing" : "active",
                    webhook.attempts(),
                    failing && webhook.disabled() == null ? webhook.nextAt() : null,
                    webhook.lastAt(),
                    webhook.lastOutcome(),
                    webhook.disabled());
        }
    }

    /** A new webhook; its secret is shown here only. */
    public record Made(WebhookId id, String url, String secret) {}

    private final SecureRandom random = new SecureRandom();
    private final RandomIds ids = new RandomIds(random);
    private final WebhookTable table;
    private final Destinations destinations;
    private final Deliverer deliverer;
    private final WebhookQueue queue;
    private final InstantSource clock;

    /** Users that try one now: each may lead to a stranger's host, so one at a time. */
    private final Set<UserId> trying = ConcurrentHashMap.newKeySet();

    /**
     * Sends nothing yet.
     *
     * @param keys an agent without a live key is told of nothing
     * @param disabled told of those that are given up
     */
    public Webhooks(
            Database database,
            Inbox inbox,
            Authenticator keys,
            Destinations destinations,
            WebhookQueue.Disabled disabled,
            Executor virtualThreads,
            InstantSource clock) {
        this.table = new WebhookTable(database);
        this.destinations = destinations;
        this.clock = clock;
        this.deliverer = new Deliverer(destinations, InetAddress::getAllByName, clock);
        this.queue = new WebhookQueue(table, inbox, keys, deliverer, disabled, virtualThreads, clock, random);
    }

    /** Sends what is due, on other threads. */
    public void sendDue() {
        if (destinations != Destinations.NOWHERE) {
            queue.sendDue();
        }
    }

    /** Makes one, if what is there shows that it expects messages: it gives the challenge back. */
    public Made create(Reader reader, String url) {
        URI destination = destinations.url(url);
        String secret = Signature.newSecret(random);
        String challenge = ids.token();
        Deliverer.Outcome outcome = alone(
                reader,
                () -> deliverer.send(
                        destination,
                        List.of(secret),
                        "verification_" + challenge,
                        WebhookBody.verification(challenge, clock.instant())));
        if (!(outcome instanceof Deliverer.Outcome.Answered(WebhookPost.Answer answer))
                || !answer.isSuccess()
                || !answer.body().contains(challenge)) {
            throw HpcException.invalid("field \"url\": what is there does not expect webhooks (" + outcome.words()
                    + "); it must answer a message of type " + WebhookBody.VERIFICATION
                    + " with 200 and data.challenge in its body");
        }
        WebhookId id = new WebhookId("w_" + ids.token());
        table.insert(id, reader, destination, secret, clock.instant());
        return new Made(id, url, secret);
    }

    public List<View> list(Reader reader) {
        return table.of(reader, clock.instant()).stream().map(View::of).toList();
    }

    public void remove(Reader reader, String id) {
        table.remove(find(reader, id).id());
    }

    /** Gives it a new secret, which is answered. */
    public String rotate(Reader reader, String id) {
        String secret = Signature.newSecret(random);
        table.rotate(find(reader, id).id(), secret, clock.instant());
        return secret;
    }

    /** Sends a message of no meaning, and answers what came of it. A success lets one that was disabled go on. */
    public View test(Reader reader, String id) {
        Webhook webhook = find(reader, id);
        Instant now = clock.instant();
        Deliverer.Outcome outcome = alone(
                reader,
                () -> deliverer.send(webhook.url(), webhook.secrets(), "test_" + ids.token(), WebhookBody.test(now)));
        boolean success = outcome.isSuccess();
        table.note(
                webhook.id(),
                webhook.position(),
                success ? 0 : webhook.attempts(),
                success ? now : webhook.nextAt(),
                now,
                outcome.words(),
                success ? null : webhook.disabled());
        return View.of(find(reader, id));
    }

    /** Forgets all of a user. */
    public static void removeAll(Database database, UserId user) {
        database.write(connection -> Sql.update(connection, "DELETE FROM webhooks WHERE user_id = ?", user.value()));
    }

    private Webhook find(Reader reader, String id) {
        try {
            WebhookId known = new WebhookId(id);
            return table.find(reader, known, clock.instant())
                    .orElseThrow(() -> HpcException.notFound("webhook", known));
        } catch (IllegalArgumentException e) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such webhook", e);
        }
    }

    private Deliverer.Outcome alone(Reader reader, Supplier<Deliverer.Outcome> attempt) {
        if (!trying.add(reader.user())) {
            throw new HpcException(ErrorCode.BUSY, "another webhook of yours is being tried; wait for its end");
        }
        try {
            return attempt.get();
        } finally {
            trying.remove(reader.user());
        }
    }
}
