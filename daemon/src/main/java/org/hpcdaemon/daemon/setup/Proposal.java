package org.hpcdaemon.daemon.setup;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.config.SlurmPoll;
import org.hpcdaemon.daemon.setup.platform.Platform;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;
import org.jspecify.annotations.Nullable;

/**
 * What would be stored without questions: what was given on the command line, in the environment or in the file, else
 * what the last setup stored, else the default.
 */
public final class Proposal {
    private final Settings settings;
    private final Optional<Profile> stored;
    private final DaemonId daemon;
    private final Answers answers;
    private final Machine machine;

    public Proposal(DaemonId daemon, Settings settings, Optional<Profile> stored, Machine machine) {
        this.daemon = daemon;
        this.settings = settings;
        this.stored = stored;
        this.machine = machine;
        this.answers = new Answers(machine);
    }

    /** What a daemon is called for which nobody had a name. */
    public static DaemonId namedAsTheHost(Machine machine) {
        return Answers.daemon(machine.host());
    }

    /** The daemon that was named, else the one that the key file is for. */
    public static Optional<DaemonId> named(Settings settings, Machine machine) {
        return settings.text(Setting.DAEMON_ID).map(Answers::daemon).or(() -> DaemonKey.owner(settings, machine));
    }

    /** Whether agents would be let write anywhere because neither this setup nor an earlier one said otherwise. */
    public boolean isUnrestricted() {
        return settings.list(Setting.ALLOWED_DIRS).isEmpty() && stored.isEmpty();
    }

    /** Takes it as it is. Throws {@link HpcException} that names what cannot be used, and where it was said. */
    public Plan accept() {
        List<String> allowed = settings.list(Setting.ALLOWED_DIRS)
                .map(written -> said(Setting.ALLOWED_DIRS, () -> answers.allowedDirs(written)))
                .orElseGet(() -> stored.map(Profile::allowedDirs).orElse(List.of()));
        Map<String, String> links = settings.list(Setting.ALLOWED_DIRS)
                .map(answers::links)
                .orElseGet(() -> stored.map(Profile::allowedLinks).orElse(Map.of()));
        return new Plan(
                daemon,
                platform(),
                said(Setting.CLUSTER_NAME, () -> Answers.clusterName(clusterName())),
                allowed,
                links,
                said(Setting.WORK_DIR, () -> answers.workDir(workDir(allowed))),
                instructions(),
                said(
                        Setting.SKILL,
                        () -> settings.text(Setting.SKILL)
                                .map(written -> answers.skill(written, daemon))
                                .orElseGet(() -> SkillChoice.of(
                                        stored.map(Profile::skill).orElse(null)))),
                guarding(),
                allowForward(),
                scheduler(),
                slurmPollSeconds(),
                keptJobs(),
                recording());
    }

    DaemonId daemon() {
        return daemon;
    }

    Answers answers() {
        return answers;
    }

    /** Of the skill, as it would be answered. */
    String skill() {
        return stored(Setting.SKILL, Profile::skill)
                .orElseGet(() -> stored.isPresent() ? Answers.NONE : answers.likelySkill());
    }

    /** Of the directories, with {@code :} between. */
    String allowedDirs() {
        return settings.list(Setting.ALLOWED_DIRS)
                .or(() -> stored.map(Proposal::named))
                .map(directories -> String.join(":", directories))
                .orElseGet(() -> machine.scratch()
                        .filter(Files::isDirectory)
                        .orElse(machine.userHome())
                        .resolve("hpc-workspace")
                        .toString());
    }

    /** As the user named them. */
    private static List<String> named(Profile before) {
        if (before.allowedDirs().isEmpty()) {
            return List.of(Answers.ANY);
        }
        Map<String, String> names = before.allowedLinks().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (one, _) -> one));
        return before.allowedDirs().stream()
                .map(directory -> names.getOrDefault(directory, directory))
                .toList();
    }

    String instructionsAnswer() {
        return stored(Setting.INSTRUCTIONS, Profile::instructions).orElse(Answers.NONE);
    }

    Guarding guarding() {
        Guarding before = stored.map(Profile::guarding).orElse(Guarding.DEFAULT);
        return new Guarding(
                said(
                        Setting.IF_UNENFORCED,
                        () -> settings.text(Setting.IF_UNENFORCED)
                                .map(Answers::ifUnenforced)
                                .orElse(before.ifUnenforced())),
                settings.list(Setting.HIDE).map(answers::hidden).orElse(before.hidden()),
                settings.toggle(Setting.NO_NETWORK).orElse(before.noNetwork()),
                settings.toggle(Setting.NO_UNIX_SOCKETS).orElse(before.noUnixSockets()),
                settings.toggle(Setting.ALLOW_CONTAINERS).orElse(before.containers()));
    }

    AllowForward allowForward() {
        return said(
                Setting.ALLOW_FORWARD,
                () -> settings.text(Setting.ALLOW_FORWARD)
                        .map(Answers::allowForward)
                        .orElse(stored.map(Profile::allowForward).orElse(AllowForward.JOBS)));
    }

    /** Absent: what is found. */
    @Nullable
    SchedulerKind scheduler() {
        Optional<SchedulerKind> before = stored.map(Profile::scheduler);
        return said(
                        Setting.SCHEDULER,
                        () -> settings.text(Setting.SCHEDULER)
                                .map(Answers::scheduler)
                                .orElse(before))
                .orElse(null);
    }

    /** Absent: as is usual. */
    @Nullable
    Integer slurmPollSeconds() {
        return settings.text(Setting.SLURM_POLL_SECONDS)
                .map(written -> SlurmPoll.seconds(written, settings.where(Setting.SLURM_POLL_SECONDS)))
                .or(() -> stored.map(Profile::slurmPollSeconds))
                .orElse(null);
    }

    KeptJobs keptJobs() {
        return KeptJobs.of(
                stored.map(Profile::keptJobs).orElse(KeptJobs.DEFAULT),
                settings.text(Setting.KEEP_JOBS).orElse(null),
                settings.where(Setting.KEEP_JOBS),
                settings.text(Setting.KEEP_JOBS_DAYS).orElse(null),
                settings.where(Setting.KEEP_JOBS_DAYS),
                settings.text(Setting.JOB_LOG_MB).orElse(null),
                settings.where(Setting.JOB_LOG_MB));
    }

    RecordingChoice recording() {
        RecordingChoice before = stored.map(Profile::recording).orElse(RecordingChoice.OFF);
        return new RecordingChoice(
                settings.toggle(Setting.RECORD).orElse(before.on()),
                bound(Setting.RECORD_MB, "MB", before.mb()),
                bound(Setting.RECORD_TOTAL_MB, "MB", before.totalMb()),
                bound(Setting.RECORD_DAYS, "days", before.days()));
    }

    private int bound(Setting setting, String what, int before) {
        return RecordingChoice.bound(settings.text(setting).orElse(null), settings.where(setting), what, before);
    }

    boolean hasUrl() {
        return stored(Setting.URL, Profile::platformUrl).isPresent();
    }

    Platform platform() {
        return platform(stored(Setting.URL, Profile::platformUrl).orElseGet(() -> settings.required(Setting.URL)));
    }

    Platform platform(String url) {
        Optional<String> caFile = settings.text(Setting.CA_FILE)
                .map(written -> machine.path(written).toString())
                .or(() -> stored.map(Profile::caFile));
        Target target = said(Setting.URL, () -> Target.of(url));
        return said(Setting.CA_FILE, () -> Platform.at(target, caFile.orElse(null), machine.environment()));
    }

    String clusterName() {
        return stored(Setting.CLUSTER_NAME, Profile::clusterName).orElse(daemon.value());
    }

    /** For the allowed directories that were chosen: what was stored may lie outside of them. */
    String workDir(List<String> allowed) {
        return settings.text(Setting.WORK_DIR)
                .or(() -> stored.filter(profile -> profile.allowedDirs().equals(allowed))
                        .map(Profile::workDir))
                .orElseGet(() -> allowed.isEmpty() ? machine.userHome().toString() : allowed.getFirst());
    }

    private @Nullable String instructions() {
        Optional<String> written = settings.text(Setting.INSTRUCTIONS);
        return written.isPresent()
                ? said(Setting.INSTRUCTIONS, () -> Optional.ofNullable(answers.instructions(written.get())))
                        .orElse(null)
                : stored.map(Profile::instructions).orElse(null);
    }

    private Optional<String> stored(Setting setting, Function<Profile, @Nullable String> of) {
        return settings.text(setting).or(() -> stored.map(of));
    }

    private interface Reading<T> {
        T read();
    }

    /** An error about a value says where the value was found. */
    private <T> T said(Setting setting, Reading<T> reading) {
        try {
            return reading.read();
        } catch (HpcException e) {
            throw settings.text(setting).isEmpty()
                    ? e
                    : new HpcException(e.code(), settings.where(setting) + ": " + e.reason(), e);
        }
    }
}
