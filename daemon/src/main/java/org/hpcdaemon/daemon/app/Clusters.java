package org.hpcdaemon.daemon.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cluster.Cluster;
import org.hpcdaemon.daemon.cluster.gridengine.GridEngineSource;
import org.hpcdaemon.daemon.cluster.local.MachineSource;
import org.hpcdaemon.daemon.cluster.slurm.SlurmSource;
import org.hpcdaemon.jobs.gridengine.command.GridEngineEnvironment;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.slurm.command.SlurmEnvironment;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;

/** Chooses where facts about the cluster come from: from the scheduler that runs the jobs. */
final class Clusters {
    /** SLURM's commands give up on a dead slurmctld after 18 s, and say more by it than by being cut off. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private Clusters() {}

    /** @param own the environment this daemon was started in */
    static Cluster of(Scheduler scheduler, JobQueries jobs, Map<String, String> own, InstantSource clock) {
        String user = System.getProperty("user.name");
        return new Cluster(
                switch (scheduler.kind()) {
                    case SLURM -> new SlurmSource(programs(SlurmEnvironment.commands(own)), user, clock);
                    case GRIDENGINE -> new GridEngineSource(programs(GridEngineEnvironment.commands(own)), user, clock);
                    case LOCAL ->
                        new MachineSource(
                                Runtime.getRuntime().availableProcessors(),
                                () -> queue(jobs),
                                programs(SlurmEnvironment.commands(own)),
                                clock);
                },
                clock,
                scheduler.surveyAfterHint());
    }

    private static ProgramRunner programs(Map<String, String> environment) {
        return new ProgramRunner(ANSWER_TIMEOUT, environment);
    }

    private static ClusterInfo.Queue queue(JobQueries jobs) {
        List<JobState> states = jobs.unfinishedStates();
        int waiting =
                (int) states.stream().filter(state -> state == JobState.PENDING).count();
        return new ClusterInfo.Queue(states.size() - waiting, waiting, states.size());
    }
}
