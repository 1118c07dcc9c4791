package org.hpcdaemon.daemon.approval;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the account owner decides about. One that waits is stored, and its agent sends it again when it is allowed; so a killed
 * daemon forgets none. What is allowed is that very request, once, or for an hour if it has no key. Thread-safe.
 */
public final class Approvals {
    /** Of one agent: more than a person decides about in a day. */
    static final int MAX_PENDING = 64;

    /** With their summaries they fit into a message. */
    private static final int LISTED = 500;

    private static final System.Logger LOG = System.getLogger(Approvals.class.getName());

    private final Database database;
    private final ApprovalRows rows;
    private final Outbox outbox;
    private final InstantSource clock;
    private final RandomIds ids;

    /** @param outbox from which the agents are told of decisions */
    public Approvals(Database database, DaemonId daemon, Outbox outbox, InstantSource clock, RandomIds ids) {
        this.database = database;
        this.rows = new ApprovalRows(daemon);
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    private sealed interface Answer {
        record Admitted() implements Answer {}

        record Waits(Approval approval, boolean anew) implements Answer {}

        record Denied(Approval approval) implements Answer {}

        record TooMany() implements Answer {}
    }

    /**
     * Returns if the account owner allowed that request of that caller; a permission that is good for one is used up then. Throws
     * {@code APPROVAL_REQUIRED} while nobody has decided, {@code NOT_ALLOWED} after a no, {@code BUSY} if too many of that caller wait,
     * {@code TOO_LARGE} for what nobody could read.
     *
     * @param name what the account owner calls the agent; null: not known
     * @param rule that asks; null: none
     * @param reason why it is asked
     */
    public void require(Caller caller, @Nullable String name, Request request, @Nullable String rule, String reason) {
        AskedRequest asked = AskedRequest.of(request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Approval fresh = new Approval(
                ids.approval(),
                caller.agent(),
                name,
                asked,
                asked.key() != null,
                rule,
                reason,
                Approval.State.PENDING,
                now,
                now.plus(Approval.PERIOD),
                null,
                null,
                null,
                null);
        switch (database.write(sql -> answer(sql, fresh, now))) {
            case Answer.Admitted _ -> {}
            case Answer.Waits(Approval waiting, boolean anew) -> {
                if (anew) {
                    LOG.log(
                            Level.INFO,
                            "agent {0} asks to {1}; next: hpc-daemon approvals show {2}",
                            name == null ? String.valueOf(caller.agent()) : name,
                            asked.method(),
                            waiting.id());
                }
                throw new HpcException(
                        ErrorCode.APPROVAL_REQUIRED,
                        "nothing was started: the account owner has to allow this (" + why(waiting) + "); it waits as "
                                + waiting.id() + " until " + waiting.until().truncatedTo(ChronoUnit.SECONDS)
                                + ". Send the same request again once it is allowed, of which a wake-up tells you");
            }
            case Answer.Denied(Approval no) ->
                throw new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        "the account owner denied this" + (no.note() == null ? "" : ": " + no.note()) + " (" + no.id()
                                + ", " + why(no) + ")");
            case Answer.TooMany _ ->
                throw new HpcException(
                        ErrorCode.BUSY,
                        "nothing was started: the account owner has to allow this, and " + MAX_PENDING
                                + " requests of yours wait for that already");
        }
    }

    /** A request that has the effect which was asked about. Throws {@code INVALID_PARAMS} if a text of it was too long to be kept. */
    public static Request request(ApprovalInfo info) {
        return AskedRequest.again(
                info.method(),
                Objects.requireNonNull(info.request(), "not one of a list"),
                RandomIds.secure().key());
    }

    private static String why(Approval approval) {
        return approval.rule() == null ? approval.reason() : "rule \"" + approval.rule() + "\": " + approval.reason();
    }

    private Answer answer(Connection sql, Approval fresh, Instant now) throws SQLException {
        IdempotencyKey key = fresh.asked().key();
        List<Approval> holding = rows.about(sql, fresh.agent(), fresh.asked()).stream()
                .filter(each -> each.holds(now))
                .toList();
        // It was admitted before, and came to nothing: the daemon died, or what it needed was not there.
        if (key != null
                && holding.stream()
                        .anyMatch(each -> each.state() == Approval.State.USED && key.equals(each.usedKey()))) {
            return new Answer.Admitted();
        }
        for (Approval earlier : holding) {
            switch (earlier.state()) {
                case PENDING -> {
                    return new Answer.Waits(earlier, false);
                }
                case DENIED -> {
                    return new Answer.Denied(earlier);
                }
                case ALLOWED -> {
                    if (key != null) {
                        rows.use(sql, earlier, key, now.plus(Approval.PERIOD));
                    }
                    return new Answer.Admitted();
                }
                case USED, EXPIRED -> {} // by another request; by a clock that was set back since
            }
        }
        if (rows.pending(sql, fresh.agent()).stream()
                        .filter(each -> each.holds(now))
                        .count()
                >= MAX_PENDING) {
            return new Answer.TooMany();
        }
        rows.add(sql, fresh);
        return new Answer.Waits(fresh, true);
    }

    /** How many wait, of all agents. */
    public int pending() {
        return waiting().waiting();
    }

    /** What waits, of all agents, as the platform is told it. */
    public PlatformRequest.ApprovalsWaiting waiting() {
        Instant now = clock.instant();
        List<Approval> waiting = database.read(sql -> rows.list(sql, null, false, LISTED)).stream()
                .filter(each -> each.holds(now))
                .toList();
        if (waiting.isEmpty()) {
            return PlatformRequest.ApprovalsWaiting.NONE;
        }
        Approval newest = waiting.getFirst();
        return new PlatformRequest.ApprovalsWaiting(
                waiting.size(), newest.askedAt(), newest.agent(), newest.asked().method());
    }

    /** The newest first; those of the caller, or all if it is the account owner. */
    public ApprovalList list(Caller caller, boolean decided) {
        Instant now = clock.instant();
        List<Approval> found = database.read(sql -> rows.list(sql, caller.agent(), decided, LISTED + 1));
        return new ApprovalList(
                found.stream()
                        .limit(LISTED)
                        .filter(each -> decided || each.holds(now))
                        .map(each -> each.info(now).withoutRequest())
                        .toList(),
                found.size() > LISTED);
    }

    /** One with its request. Throws {@code NOT_FOUND} for another agent's too. */
    public ApprovalInfo get(Caller caller, ApprovalId id) {
        return database.read(sql -> rows.find(sql, id))
                .filter(found -> caller.mayReach(found.agent()))
                .orElseThrow(() -> HpcException.notFound("approval", id))
                .info(clock.instant());
    }

    /**
     * Decides about one that waits, and in the same transaction wakes its agent. The same decision again changes nothing; throws
     * {@code CONFLICT} for another one, and for a request that waits no longer.
     *
     * @param note what the agent is told
     * @param by who decides, for people
     */
    public ApprovalInfo decide(ApprovalId id, boolean allow, @Nullable String note, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ApprovalInfo info = database.write(sql -> {
                    Approval found = rows.find(sql, id).orElseThrow(() -> HpcException.notFound("approval", id));
                    if (found.state() != Approval.State.PENDING && found.state() != Approval.State.EXPIRED) {
                        if (found.isAllowed() == allow) {
                            return found;
                        }
                        throw new HpcException(
                                ErrorCode.CONFLICT,
                                id + " was " + (found.isAllowed() ? "allowed" : "denied") + " by " + found.decidedBy()
                                        + "; a decision is not changed. To stop what runs: hpc-daemon end AGENT");
                    }
                    if (found.state() == Approval.State.EXPIRED || !found.holds(now)) {
                        throw new HpcException(
                                ErrorCode.CONFLICT,
                                id + " waited too long and has expired; the agent has to ask again");
                    }
                    Approval decided = found.decided(allow, note, by, now);
                    settle(sql, decided, now);
                    return decided;
                })
                .info(now);
        outbox.added();
        return info;
    }

    /** Tells the agents of those about which nobody decided in time, once of each. Returns how many those are. */
    public int expire() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (database.read(sql -> rows.overdue(sql, now)).isEmpty()) {
            return 0; // without a write, which there would be every few seconds
        }
        int expired = database.write(sql -> {
            List<Approval> overdue = rows.overdue(sql, now);
            for (Approval each : overdue) {
                settle(sql, each.expired(now), now);
            }
            return overdue.size();
        });
        outbox.added();
        return expired;
    }

    private void settle(Connection sql, Approval settled, Instant now) throws SQLException {
        rows.decide(sql, settled);
        outbox.add(sql, Event.decided(ids.event(), rows.daemon(), now, settled.info(now)));
    }
}
