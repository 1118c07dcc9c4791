package org.hpcdaemon.daemon.cluster.gridengine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cluster.ClusterSource;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.jspecify.annotations.Nullable;

/** Asks Grid Engine's own commands, each once: qstat for queues with their slots, and for the jobs that are in them. */
public final class GridEngineSource implements ClusterSource {
    private final ProgramRunner programs;
    private final String user;
    private final InstantSource clock;

    /** @param user whose jobs are of interest */
    public GridEngineSource(ProgramRunner programs, String user, InstantSource clock) {
        this.programs = programs;
        this.user = user;
        this.clock = clock;
    }

    @Override
    public ClusterInfo ask() throws InterruptedException {
        List<String> unknown = new ArrayList<>();
        String queues = said(unknown, "partitions", "qstat", "-g", "c");
        if (queues == null) {
            // sge_qmaster is away, and each further question would wait for it in vain.
            throw new HpcException(ErrorCode.SCHEDULER_UNAVAILABLE, unknown.getFirst() + "; ask again later");
        }
        String jobs = said(unknown, "queue", "qstat", "-u", "*", "-s", "prs");
        return new ClusterInfo(
                "gridengine",
                clock.instant(),
                null,
                QueueTable.of(queues),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                jobs == null ? null : JobTable.of(jobs, user),
                null,
                unknown);
    }

    /** What a command printed; absent if it failed, which is then noted. */
    private @Nullable String said(List<String> unknown, String what, String... argv) throws InterruptedException {
        try {
            ProgramRunner.Answer answer = programs.ask(List.of(argv));
            if (answer.exitCode() == 0) {
                return answer.out();
            }
            String words = answer.err().lines().findFirst().orElse("no reason given");
            unknown.add(what + ": " + argv[0] + " exited with " + answer.exitCode() + ": " + words);
        } catch (IOException e) {
            unknown.add(what + ": " + e.getMessage());
        }
        return null;
    }
}
