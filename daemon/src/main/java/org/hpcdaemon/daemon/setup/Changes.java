package org.hpcdaemon.daemon.setup;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.jspecify.annotations.Nullable;

/** What one setup of a daemon stored otherwise than the one before; its key aside, which is always another. */
public final class Changes {
    private static final List<Map.Entry<Setting, Function<Profile, @Nullable Object>>> SETTINGS = List.of(
            Map.entry(Setting.URL, Profile::platformUrl),
            Map.entry(Setting.CLUSTER_NAME, Profile::clusterName),
            Map.entry(Setting.SKILL, Profile::skill),
            Map.entry(Setting.ALLOWED_DIRS, Profile::allowedDirs),
            Map.entry(Setting.CA_FILE, Profile::caFile),
            Map.entry(Setting.IF_UNENFORCED, profile -> profile.guarding().ifUnenforced()),
            Map.entry(Setting.HIDE, profile -> profile.guarding().hidden()),
            Map.entry(Setting.NO_NETWORK, profile -> profile.guarding().noNetwork()),
            Map.entry(Setting.NO_UNIX_SOCKETS, profile -> profile.guarding().noUnixSockets()),
            Map.entry(Setting.ALLOW_CONTAINERS, profile -> profile.guarding().containers()),
            Map.entry(Setting.ALLOW_FORWARD, Profile::allowForward),
            Map.entry(Setting.SCHEDULER, Profile::scheduler),
            Map.entry(Setting.SLURM_POLL_SECONDS, Profile::slurmPollSeconds),
            Map.entry(Setting.KEEP_JOBS, profile -> profile.keptJobs().count()),
            Map.entry(Setting.KEEP_JOBS_DAYS, profile -> profile.keptJobs().days()),
            Map.entry(Setting.JOB_LOG_MB, profile -> profile.keptJobs().logBytes()),
            Map.entry(Setting.RECORD, profile -> profile.recording().on()),
            Map.entry(Setting.RECORD_MB, profile -> profile.recording().mb()),
            Map.entry(Setting.RECORD_TOTAL_MB, profile -> profile.recording().totalMb()),
            Map.entry(Setting.RECORD_DAYS, profile -> profile.recording().days()),
            Map.entry(Setting.WORK_DIR, Profile::workDir),
            Map.entry(Setting.INSTRUCTIONS, Profile::instructions));

    private Changes() {}

    /** The flags of the settings that differ. */
    public static List<String> between(Profile before, Profile after) {
        return SETTINGS.stream()
                .filter(setting -> !Objects.equals(
                        setting.getValue().apply(before), setting.getValue().apply(after)))
                .map(setting -> setting.getKey().flag())
                .toList();
    }
}
