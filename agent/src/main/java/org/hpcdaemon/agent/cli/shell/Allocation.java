package org.hpcdaemon.agent.cli.shell;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.agent.cli.job.SchedulerOptions;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.OnSignal;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;

/** A job that does nothing but hold what a shell then uses, and that shell. */
final class Allocation {
    /** Until the scheduler's cancel, whichever its time limit is. */
    private static final List<String> HOLDS = List.of("sleep", "infinity");

    private static final String NAME = "hpc-shell";

    /** The daemon answers from what it knows; who waits at a prompt should not wait for this besides. */
    private static final long POLL_INTERVAL_MS = 1000;

    private final Context context;
    private final DaemonSession session;
    private final ShellOptions options;
    private final JobSpec spec;

    /** @param words the options of its job */
    Allocation(Context context, DaemonSession session, ShellOptions options, List<String> words) {
        this.context = context;
        this.session = session;
        this.options = options;
        JobSpec asked = SchedulerOptions.of(words).spec().argv(HOLDS).build();
        this.spec = asked.name() == null ? asked.toBuilder().name(NAME).build() : asked;
    }

    /** Submits the job, waits until it runs, and opens a shell in it. A signal until then cancels it. */
    RemoteShell open(Optional<LocalTerminal.Size> size) throws InterruptedException {
        RemoteJob job = session.job(session.call(new JobRequest.Submit(options.keyOfJob(), spec), JobInfo.class)
                .job());
        try (OnSignal _ = new OnSignal(job::cancel)) {
            awaitRunning(job);
            return options.openIn(job.id(), session, size);
        } catch (HpcException e) {
            throw stays(e, job);
        }
    }

    private void awaitRunning(RemoteJob job) throws InterruptedException {
        @Nullable String told = null;
        JobInfo info = job.info();
        while (info.state() != JobState.RUNNING) {
            if (info.finished()) {
                throw new HpcException(
                        ErrorCode.ENDED,
                        "job " + job.id() + " ended before a shell was open in it: " + info.state() + reason(info));
            }
            String news = info.state() + reason(info);
            if (!news.equals(told)) {
                context.err()
                        .println("hpc: job " + job.id() + " is " + news + "; waiting until it runs, Ctrl-C cancels it");
                told = news;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
            info = job.info();
        }
    }

    private static String reason(JobInfo info) {
        return info.reason() == null ? "" : " (" + info.reason() + ")";
    }

    /** One that was refused leaves nothing; where that is not known, the job may have a shell. */
    private HpcException stays(HpcException failure, RemoteJob job) {
        return switch (failure.code()) {
            case UNREACHABLE, DAEMON_OFFLINE, OUTCOME_UNKNOWN ->
                new HpcException(
                        failure.code(),
                        failure.reason() + "; job " + job.id()
                                + " may hold its allocation until its time limit: hpc job cancel " + session.daemon()
                                + " " + job.id(),
                        failure);
            default -> {
                cancel(job, failure);
                yield failure;
            }
        };
    }

    private static void cancel(RemoteJob job, HpcException why) {
        try {
            job.cancel();
        } catch (HpcException e) {
            why.addSuppressed(e); // it ends by its time limit, as it is listed
        }
    }
}
