package org.hpcdaemon.daemon.setup;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.setup.platform.Platform;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;
import org.jspecify.annotations.Nullable;

/** What setup is to store: a profile, all but its key. */
public record Plan(
        DaemonId daemon,
        Platform platform,
        String clusterName,
        List<String> allowedDirs,
        Map<String, String> allowedLinks,
        String workDir,
        @Nullable String instructions,
        SkillChoice skill,
        Guarding guarding,
        AllowForward allowForward,
        @Nullable SchedulerKind scheduler,
        @Nullable Integer slurmPollSeconds,
        KeptJobs keptJobs,
        RecordingChoice recording) {
    public Plan {
        allowedDirs = List.copyOf(allowedDirs);
        allowedLinks = Map.copyOf(allowedLinks);
    }

    public Profile with(String apiKey) {
        return new Profile(
                daemon,
                platform.target().toString(),
                clusterName,
                allowedDirs,
                allowedLinks,
                workDir,
                instructions,
                skill.name(),
                platform.caFile(),
                guarding,
                allowForward,
                scheduler,
                slurmPollSeconds,
                keptJobs,
                recording,
                apiKey);
    }
}
