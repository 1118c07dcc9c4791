package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.protocol.message.LogStream;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;

/** An agent that a daemon lets in: runs things there in every way, to their end. */
record Tenant(DaemonSession session, RandomIds ids) implements AutoCloseable {
    DaemonInfo info() {
        return session.info();
    }

    void run(Way way, String command) {
        switch (way) {
            case COMMAND -> exec(command);
            case SHELL -> inShell(command);
            case JOB -> job(command);
        }
    }

    ExecResult exec(String command) {
        return session.call(
                new ExecRequest.Run(ids.key(), List.of(), command, null, Map.of(), null, 60_000L, null),
                ExecResult.class);
    }

    /** In one of its own, which is closed then. */
    ShellRunResult inShell(String command) {
        RemoteShell shell = session.openShell(new ShellRequest.Open(ids.key(), null, null, Map.of(), null, null));
        ShellRunResult ran = session.call(
                new ShellRequest.Run(ids.key(), shell.id(), command, null, false, 60_000L), ShellRunResult.class);
        assertThat(ran.running()).as(ran.output().head()).isFalse();
        shell.close();
        return ran;
    }

    JobInfo job(String command) {
        JobInfo submitted = session.call(
                new JobRequest.Submit(ids.key(), JobSpec.of(List.of("bash", "-c", command))), JobInfo.class);
        return await().until(
                        () -> session.call(new JobRequest.Status(submitted.job(), null), JobInfo.class),
                        info -> info.state().terminal());
    }

    String printed(JobInfo job, LogStream stream) {
        LogChunk log = session.call(new JobRequest.Logs(job.job(), stream, 0L, null, null, null), LogChunk.class);
        return new String(log.data().toArray(), StandardCharsets.UTF_8);
    }

    /** What the daemon says of a shell while that is open. */
    ShellInfo openedShell() {
        RemoteShell shell = session.openShell(new ShellRequest.Open(ids.key(), null, null, Map.of(), null, null));
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
