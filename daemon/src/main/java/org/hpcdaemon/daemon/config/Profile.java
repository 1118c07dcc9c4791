package org.hpcdaemon.daemon.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;
import org.jspecify.annotations.Nullable;

/**
 * One daemon of this home, as setup left it.
 *
 * @param allowedDirs where an agent may write; empty means anywhere the user may
 * @param allowedLinks which of them were named by way of a symbolic link, and where it led; see {@link AllowedLinks}
 * @param workDir where commands and jobs start unless they say otherwise
 * @param skill the name of the one that agents are given, see {@link Home#skills}
 * @param caFile certificates of authorities that the platform's may be signed by, beside those known to all (PEM)
 * @param guarding what else holds for agents
 * @param allowForward what agents may connect to
 * @param scheduler what jobs are given to; absent: what is found at each start
 * @param slurmPollSeconds the least time between two questions to the scheduler; absent: the default
 * @param keptJobs which jobs that have ended are kept
 * @param recording whether shells and commands are recorded, and how much of that is kept
 * @param apiKey the daemon's key; never printed, never in a child's environment
 */
public record Profile(
        DaemonId daemon,
        String platformUrl,
        String clusterName,
        List<String> allowedDirs,
        Map<String, String> allowedLinks,
        String workDir,
        @Nullable String instructions,
        @Nullable String skill,
        @Nullable String caFile,
        Guarding guarding,
        AllowForward allowForward,
        @Nullable SchedulerKind scheduler,
        @Nullable Integer slurmPollSeconds,
        KeptJobs keptJobs,
        RecordingChoice recording,
        @JsonIgnore String apiKey) {
    public Profile {
        allowedDirs = allowedDirs == null ? List.of() : List.copyOf(allowedDirs);
        allowedLinks = allowedLinks == null ? Map.of() : Map.copyOf(allowedLinks);
        guarding = guarding == null ? Guarding.DEFAULT : guarding;
        allowForward = allowForward == null ? AllowForward.JOBS : allowForward;
        keptJobs = keptJobs == null ? KeptJobs.DEFAULT : keptJobs;
        recording = recording == null ? RecordingChoice.OFF : recording;
    }

    /** One that asks the scheduler it finds as often, and keeps as many jobs, as is usual, and records nothing. */
    public Profile(
            DaemonId daemon,
            String platformUrl,
            String clusterName,
            List<String> allowedDirs,
            String workDir,
            @Nullable String instructions,
            @Nullable String skill,
            @Nullable String caFile,
            Guarding guarding,
            String apiKey) {
        this(
                daemon,
                platformUrl,
                clusterName,
                allowedDirs,
                Map.of(),
                workDir,
                instructions,
                skill,
                caFile,
                guarding,
                AllowForward.JOBS,
                null,
                null,
                KeptJobs.DEFAULT,
                RecordingChoice.OFF,
                apiKey);
    }

    Profile withKey(String key) {
        return new Profile(
                daemon,
                platformUrl,
                clusterName,
                allowedDirs,
                allowedLinks,
                workDir,
                instructions,
                skill,
                caFile,
                guarding,
                allowForward,
                scheduler,
                slurmPollSeconds,
                keptJobs,
                recording,
                key);
    }

    public Path workingDirectory() {
        return Path.of(workDir);
    }

    /** How its connections leave this machine. Throws an HpcException that names the setting that is wrong. */
    public Network network(Map<String, String> environment) {
        return Network.of(environment, caFile == null ? null : Path.of(caFile));
    }

    /** What its agents are to be kept within. */
    public Confinement confinement(Home home, Map<String, String> environment) {
        return new Confinement(
                allowedDirs.stream().map(Path::of).toList(),
                guarding,
                home.folder(),
                home.tmp(daemon),
                home.levelFile(daemon),
                environment);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "profile " + daemon + " at " + platformUrl;
    }
}
