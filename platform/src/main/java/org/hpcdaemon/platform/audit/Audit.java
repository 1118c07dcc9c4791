package org.hpcdaemon.platform.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.AppendLog;
import org.jspecify.annotations.Nullable;

/**
 * {@code HOME/audit.log}: one JSON object a line, escaped. Never a secret, and nothing of what is relayed, which the
 * platform does not read: commands and jobs are in the daemons' own logs. Thread-safe.
 */
public final class Audit {
    /** A month of a busy site in each file, and few enough for any editor. */
    private static final long FILE_BYTES = 16L << 20;

    /** With the newest, 144 MiB: less than a thousandth of a small disk. */
    private static final int OLDER_FILES = 8;

    /** Characters kept of what a client sent: enough to recognise it. */
    private static final int TEXT_CHARS = 300;

    /** Keys and tokens, should one be pasted where a name belongs. */
    private static final Pattern SECRET = Pattern.compile("hpc_([a-z]+)_[0-9A-Za-z]+");

    private record Line(
            Instant at,
            AuditEvent event,
            String outcome,
            @Nullable String by,
            @Nullable UserId user,
            @Nullable AgentId agent,
            @Nullable String email,
            @Nullable String name,
            @Nullable String key,
            @Nullable String address,
            @Nullable String about) {}

    private final RefusalBudget refusals = new RefusalBudget();
    private final LongAdder refused = new LongAdder();
    private final AppendLog log;
    private final InstantSource clock;

    private Audit(Path home, InstantSource clock, long fileBytes) {
        this.clock = clock;
        this.log = new AppendLog(home.resolve("audit.log"), fileBytes, OLDER_FILES, new AppendLog.Loss() {
            @Override
            public String missed(long lines) {
                return lost(AuditEvent.AUDIT_MISSED, lines);
            }

            @Override
            public String dropped(long lines) {
                return lost(AuditEvent.AUDIT_DROPPED, lines);
            }
        });
    }

    /** For the platform that serves a home. */
    public static Audit of(Path home, InstantSource clock) {
        return new Audit(home, clock, FILE_BYTES);
    }

    /** For a verb beside it, which leaves the bounding to the platform. */
    public static Audit beside(Path home, InstantSource clock) {
        return new Audit(home, clock, Long.MAX_VALUE);
    }

    /**
     * Adds a line about something that was refused; or only counts it, if there are too many. The count is told with the
     * first line after the hour.
     */
    public void refused(AuditEvent event, String outcome, Who who, @Nullable String address, @Nullable String about) {
        refused.increment();
        String source = String.valueOf(who.key() == null ? address : who.key());
        settle();
        if (refusals.spend(source, clock.instant())) {
            write(event, outcome, who, address, about);
        }
    }

    /**
     * Adds a line, and returns when the system has it.
     *
     * @param outcome {@code ok}, an error code, or a close code
     * @param address where it came from; absent for what happens on the host
     * @param about what it was done to: an id, a path
     */
    public void record(AuditEvent event, String outcome, Who who, @Nullable String address, @Nullable String about) {
        settle();
        write(event, outcome, who, address, about);
    }

    /** Adds how many refusals there were, those included that no line tells of. */
    public void measure(MetricsText text) {
        text.counter("refusals_total", "Requests refused for their key, their code or their rights.", refused.sum());
    }

    private void settle() {
        for (RefusalBudget.Counted counted : refusals.settle(clock.instant())) {
            write(
                    AuditEvent.AUDIT_COUNTED,
                    "refused",
                    Who.anyone(null),
                    counted.source(),
                    counted.refusals() + " more refusals since " + counted.since());
        }
    }

    private void write(AuditEvent event, String outcome, Who who, @Nullable String address, @Nullable String about) {
        Line line = new Line(
                clock.instant(),
                event,
                outcome,
                who.by(),
                who.user(),
                who.agent(),
                shortened(who.email()),
                shortened(who.name()),
                who.key(),
                shortened(address),
                shortened(about));
        log.append(SECRET.matcher(Json.printableLine(line)).replaceAll("hpc_$1_..."));
    }

    private String lost(AuditEvent event, long lines) {
        return Json.printableLine(
                new Line(clock.instant(), event, "lost", null, null, null, null, null, null, null, lines + " lines"));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= TEXT_CHARS ? text : text.substring(0, TEXT_CHARS) + "...";
    }
}
