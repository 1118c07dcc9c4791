package org.hpcdaemon.agent.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a job has ended; exits with 0 only if it COMPLETED.",
        footer = {
            "",
            "Example:",
            "  hpc job wait mybox j_0123456789abcdef && echo trained",
            "",
            "Exit codes: 0 COMPLETED; FAILED: the job's own, 128+n for signal n, else 1;",
            "124 TIMEOUT, 137 OUT_OF_MEMORY, 143 CANCELLED or PREEMPTED, 1 NODE_FAIL, LOST",
            "or UNKNOWN; 125 hpc itself failed."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobWaitCommand implements Callable<Integer>, OwnExitCodes {
    /** A wake-up is sent to who is connected, best effort; this is for the one that was not. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobWaitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Semaphore news = new Semaphore(0);
        try (HpcClient client = context.client();
                DaemonSession session =
                        client.connect(at.daemon(), HpcClient.DEFAULT_PATIENCE, new WakeUps(at.job(), news))) {
            JobInfo info = session.call(new JobRequest.Status(at.job()), JobInfo.class);
            while (!info.finished()) {
                var _ = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                info = session.call(new JobRequest.Status(at.job()), JobInfo.class);
            }
            JobPrinter.print(context.out(), info, json);
            return JobExit.of(info);
        }
    }

    /** Apart from 1 to 4, which a job may end with. */
    @Override
    public int exitCode(ErrorCode failure) {
        return RemoteExit.OWN_FAILURE;
    }

    /** Says when to look: at the job's wake-up, which stays for others to take, and where one may have been missed. */
    private record WakeUps(JobId job, Semaphore news) implements SessionListener {
        @Override
        public void event(Event event) {
            if (event.job().job().equals(job)) {
                news.release();
            }
        }

        @Override
        public void restored() {
            news.release();
        }
    }
}
