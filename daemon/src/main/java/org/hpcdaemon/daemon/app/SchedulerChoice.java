package org.hpcdaemon.daemon.app;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
import org.hpcdaemon.jobs.model.SchedulerKind;
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
 * What jobs are given to: with {@code LOCAL_MODE=1} processes of this machine; else what setup says; else SLURM where its sbatch is
 * found, Grid Engine where its qsub is, and this machine where neither is.
 */
final class SchedulerChoice {
    private static final String LOCAL_MODE = "LOCAL_MODE";
    private static final System.Logger LOG = System.getLogger(SchedulerChoice.class.getName());

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
     * What was chosen.
     *
     * @param notes why, and what its owner should know
     */
    record Chosen(Scheduler scheduler, List<String> notes) {
        Chosen {
            notes = List.copyOf(notes);
        }
    }

    /**
     * @param own the environment that commands and jobs of this daemon start from
     * @param settings the daemon's own variables
     */
    Chosen choose(Map<String, String> own, UnaryOperator<@Nullable String> settings) {
        List<String> notes = new ArrayList<>();
        SchedulerKind kind = kind(own, notes);
        String poll = settings.apply(Setting.SLURM_POLL_SECONDS.variable());
        Scheduler scheduler = switch (kind) {
            case SLURM -> slurm(own, poll);
            case GRIDENGINE -> gridEngine(own, poll);
            case LOCAL -> local(own);
        };
        store.queries()
                .unfinishedElsewhere(kind)
                .forEach((former, jobs) -> notes.add((jobs == 1 ? "1 job" : jobs + " jobs") + " given to " + former
                        + " before will be followed again once that is used"));
        notes.forEach(note -> LOG.log(Level.INFO, "jobs are given to {0}: {1}", kind, note));
        return new Chosen(scheduler, notes);
    }

    private SchedulerKind kind(Map<String, String> own, List<String> notes) {
        if ("1".equals(own.get(LOCAL_MODE))) {
            notes.add("as " + LOCAL_MODE + "=1 says");
            return SchedulerKind.LOCAL;
        }
        SchedulerKind wanted = profile.scheduler();
        if (wanted != null) {
            notes.add("as set up");
            return wanted;
        }
        boolean gridEngine = GridEngineDetection.here(own);
        if (SlurmDetection.here(own)) {
            if (gridEngine) {
                notes.add("Grid Engine is set up here, too: hpc-daemon setup --scheduler gridengine uses that");
            }
            return SchedulerKind.SLURM;
        }
        return gridEngine ? SchedulerKind.GRIDENGINE : SchedulerKind.LOCAL;
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
