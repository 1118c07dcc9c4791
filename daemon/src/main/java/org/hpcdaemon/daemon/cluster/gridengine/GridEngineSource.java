package org.hpcdaemon.daemon.cluster.gridengine;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cluster.ClusterQuestions;
import org.hpcdaemon.daemon.cluster.ClusterSource;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;

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
        ClusterQuestions questions = new ClusterQuestions(programs);
        String queues = questions.first("partitions", "qstat", "-g", "c");
        String jobs = questions.ask("queue", "qstat", "-u", "*", "-s", "prs");
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
                questions.unknown());
    }
}
