package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.time.Duration;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogStream;

/** An agent that a daemon lets in: runs things there in every way, to their end. */
record Tenant(DaemonSession session, RandomIds ids) implements AutoCloseable {
    /** What is tried here takes a second, or hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    DaemonInfo info() {
        return session.info();
    }

    void run(Way way, String command) {
        switch (way) {
            case COMMAND -> exec(command);
            case SHELL -> inShell(command);
            case JOB -> job(command);
            case STEP -> job("srun -N1 -n1 bash -c '" + command.replace("'", "'\\''") + "'");
        }
    }

    ExecResult exec(String command) {
        return session.call(ExecRequest.Run.ofLine(ids.key(), command).withTimeout(LIMIT), ExecResult.class);
    }

    /** In one of its own, which is closed then. */
    ShellRunResult inShell(String command) {
        RemoteShell shell = session.openShell();
        ShellRunResult ran = shell.run(command, LIMIT);
        assertThat(ran.running()).as(ran.output().head()).isFalse();
        shell.close();
        return ran;
    }

    JobInfo job(String command) {
        RemoteJob job = session.submit(JobSpec.of(List.of("bash", "-c", command)));
        return await().until(job::info, info -> info.state().terminal());
    }

    String printed(JobInfo job, LogStream stream) {
        return session.job(job.job()).log(stream).text();
    }

    /** What the daemon says of a shell while that is open. */
    ShellInfo openedShell() {
        RemoteShell shell = session.openShell();
        ShellInfo info = session.shells().shells().stream()
                .filter(one -> one.shell().equals(shell.id()))
                .findFirst()
                .orElseThrow();
        shell.close();
        return info;
    }

    @Override
    public void close() {
        session.close();
    }
}
