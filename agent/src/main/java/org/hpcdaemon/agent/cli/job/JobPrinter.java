package org.hpcdaemon.agent.cli.job;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.agent.cli.shared.Times;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** One job for people, or as JSON. */
public final class JobPrinter {
    private static final String LINE = "  %-13s %-20s %s%n";

    private static final String CANCELLING = "cancelling";

    private JobPrinter() {}

    /** Beside the daemon that it ran on, as the other verbs want them. */
    public static void ended(PrintStream out, DaemonId daemon, JobInfo job) {
        line(out, daemon + " " + id(job), state(job), job);
    }

    static void print(PrintStream out, JobInfo job, boolean json) {
        if (json) {
            out.println(Json.pretty(job));
        } else {
            line(out, id(job), state(job), job);
        }
    }

    /** One that was just asked to end, whether or not its daemon is new enough to say so. */
    static void cancelled(PrintStream out, JobInfo job) {
        line(out, id(job), job.finished() ? job.state().name() : CANCELLING, job);
    }

    static List<String> row(JobInfo job) {
        return List.of(id(job), state(job), Text.orDash(job.name()), ending(job));
    }

    private static void line(PrintStream out, String id, String state, JobInfo job) {
        out.printf(id + LINE, state, Text.orDash(job.name()), Text.printable(ending(job)));
    }

    private static String state(JobInfo job) {
        return Boolean.TRUE.equals(job.cancelling()) ? CANCELLING : job.state().name();
    }

    /** What its line does not say, one fact a line. */
    static void details(PrintStream out, JobInfo job, boolean json) {
        if (json) {
            return;
        }
        detail(out, "scheduler", job.scheduler() + (job.schedulerId() == null ? "" : " " + job.schedulerId()));
        detail(out, "node", job.node());
        detail(out, "sandbox", job.sandbox());
        detail(out, "submitted", Times.second(job.submittedAt()));
        detail(out, "expected to start", Times.second(job.estimatedStart()));
        detail(out, "started", Times.second(job.startedAt()));
        detail(out, "ended", Times.second(job.endedAt()));
        outcome(out, job);
        detail(out, "attempt", job.attempt() == 1 ? null : job.attempt());
    }

    /** What it took, and which elements of an array did not complete. */
    public static void outcome(PrintStream out, JobInfo job) {
        detail(out, "failed elements", job.failedElements().isEmpty() ? null : job.failedElements());
        JobUsage usage = job.usage();
        if (usage != null) {
            detail(out, "ran", duration(Duration.ofMillis(usage.runMs())));
            detail(out, "cpu efficiency", percent(usage.cpuEfficiency()));
            detail(out, "memory used", percent(usage.memoryEfficiency()));
        }
    }

    public static void detail(PrintStream out, String name, @Nullable Object value) {
        if (value != null) {
            out.println("  " + name + ": " + Text.printable(value.toString()));
        }
    }

    private static String id(JobInfo job) {
        return job.job() + (job.element() == null ? "" : "." + job.element());
    }

    private static @Nullable String percent(@Nullable Double fraction) {
        return fraction == null ? null : Math.round(fraction * 100) + " %";
    }

    /** To the second, of a short one to the millisecond. */
    private static String duration(Duration time) {
        if (time.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1000.0);
        }
        return Times.clock(time);
    }

    private static String ending(JobInfo job) {
        StringBuilder ending = new StringBuilder();
        if (job.exitCode() != null && (job.exitCode() != 0 || job.succeeded())) {
            ending.append("exit ").append(job.exitCode());
        }
        if (job.signal() != null) {
            ending.append("signal ").append(job.signal());
        }
        if (job.reason() != null && !saidAlready(job)) {
            ending.append(ending.isEmpty() ? "" : ", ").append(job.reason());
        }
        return ending.toString();
    }

    /** The daemon's reason for want of a better one. */
    private static boolean saidAlready(JobInfo job) {
        return ("exited with " + job.exitCode()).equals(job.reason())
                || ("ended by signal " + job.signal()).equals(job.reason());
    }
}
