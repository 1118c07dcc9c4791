package org.hpcdaemon.daemon.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.SlurmPoll;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.gridengine.GridEngineDetection;
import org.hpcdaemon.jobs.gridengine.GridEngineScheduler;
import org.hpcdaemon.jobs.gridengine.GridEngineSettings;
import org.hpcdaemon.jobs.gridengine.command.GridEngineEnvironment;
import org.hpcdaemon.jobs.local.LocalLimits;
import org.hpcdaemon.jobs.local.LocalScheduler;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.slurm.SlurmDetection;
import org.hpcdaemon.jobs.slurm.SlurmScheduler;
import org.hpcdaemon.jobs.slurm.SlurmSettings;
import org.hpcdaemon.jobs.slurm.command.SlurmEnvironment;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Whose the jobs are: SLURM's where its sbatch is found, else Grid Engine's where its qsub is, else this machine's; with {@code
 * LOCAL_MODE=1} always these.
 */
final class SchedulerChoice {
    private static final String LOCAL_MODE = "LOCAL_MODE";

    private final JobStore store;
    private final JobPlaces places;
    private final Host host;
    private final Profile profile;
    private final InstantSource clock;

    SchedulerChoice(JobStore store, JobPlaces places, Host host, Profile profile, InstantSource clock) {
        this.store = store;
        this.places = places;
        this.host = host;
        this.profile = profile;
        this.clock = clock;
    }

    /**
     * @param own the environment that commands and jobs of this daemon start from
     * @param settings the daemon's own variables
     */
    Scheduler choose(Map<String, String> own, UnaryOperator<@Nullable String> settings) {
        if ("1".equals(own.get(LOCAL_MODE))) {
            return local(own);
        }
        String poll = settings.apply(Setting.SLURM_POLL_SECONDS.variable());
        if (SlurmDetection.here(own)) {
            return slurm(own, poll);
        }
        return GridEngineDetection.here(own) ? gridEngine(own, poll) : local(own);
    }

    private Scheduler slurm(Map<String, String> own, @Nullable String poll) {
        return new SlurmScheduler(
                new SlurmSettings(
                        SlurmEnvironment.user(),
                        SlurmEnvironment.commands(own),
                        SlurmEnvironment.jobs(own),
                        profile.allowedDirs().stream().map(Path::of).toList(),
                        SlurmPoll.every(poll, profile.slurmPollSeconds(), SlurmPoll.ADMINISTRATORS),
                        SlurmSettings.CERTAIN_AFTER,
                        SlurmSettings.MISSING_FOR),
                places,
                store::info,
                clock);
    }

    private Scheduler gridEngine(Map<String, String> own, @Nullable String poll) {
        return new GridEngineScheduler(
                new GridEngineSettings(
                        System.getProperty("user.name"),
                        GridEngineEnvironment.commands(own),
                        GridEngineEnvironment.jobs(own),
                        profile.allowedDirs().stream().map(Path::of).toList(),
                        GridEngineSettings.PATIENCE,
                        SlurmPoll.every(poll, profile.slurmPollSeconds(), SlurmPoll.ADMINISTRATORS),
                        GridEngineSettings.CERTAIN_AFTER,
                        GridEngineSettings.MISSING_FOR),
                places,
                store::info,
                clock);
    }

    /** Adopts before the watcher looks, or jobs that outlived the last daemon would seem to be gone. */
    private Scheduler local(Map<String, String> own) {
        LocalScheduler scheduler =
                new LocalScheduler(places, LocalLimits.of(Runtime.getRuntime()), own, host, store::state, clock);
        try {
            scheduler.start();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read the queue of local jobs: " + e.getMessage(), e);
        }
        return scheduler;
    }
}
