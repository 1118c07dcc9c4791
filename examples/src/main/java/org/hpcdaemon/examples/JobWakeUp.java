package org.hpcdaemon.examples;

import java.time.Duration;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobSpec;

/** Submits a job and is woken when it has ended. In between no connection to the daemon is open, and no program need run. */
final class JobWakeUp {
    private JobWakeUp() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: JobWakeUp DAEMON");
            System.exit(2);
        }
        try (HpcClient client = HpcClient.fromEnvironment()) {
            JobId job = submit(client, new DaemonId(arguments[0]));
            System.out.println("submitted " + job);

            Event event = client.awaitEvent(e -> e.isOf(job), Duration.ofMinutes(10))
                    .orElseThrow(() -> new IllegalStateException("it is still running; its wake-up will come"));
            System.out.println("woken: " + event.endedJob().state() + ", exit code "
                    + event.endedJob().exitCode());
            System.out.println("context: " + event.context());
            System.out.print("last lines: " + event.stdoutTail());
            // Until now, another run would have been woken as well: a crash before this line loses nothing.
            client.acknowledge(List.of(event.id()));
        }
    }

    private static JobId submit(HpcClient client, DaemonId daemon) {
        try (DaemonSession session = client.connect(daemon)) {
            JobSpec spec = JobSpec.builder()
                    .argv(List.of("sh", "-c", "sleep 1; echo trained"))
                    .timeLimitSeconds(60L)
                    .context("what to do next: look at the loss curve")
                    .build();
            return session.submit(spec).id();
        }
    }
}
