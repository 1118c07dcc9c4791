package org.hpcdaemon.daemon.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.session.record.RecordingChoice;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of what can be set. Each has a flag of {@code hpc-daemon setup} or of another verb, a key in
 * {@code $HPC_DAEMON_HOME/config.properties} and an environment variable; the first of these that says something
 * wins, then what an earlier setup stored, then the default. Help, manual page and {@code docs/reference.md} are made
 * from here.
 */
public enum Setting {
    URL(Kind.VALUE, "url", "URL", "The platform's URL; https, or http to this machine itself.", null),
    EMAIL(Kind.VALUE, "email", "EMAIL", "Where the one-time code is sent.", null),
    API_KEY_FILE(
            Kind.VALUE,
            "api-key-file",
            "FILE",
            "A file with a key of this daemon, made on the platform's host. No code is asked for then.",
            "a key is made after sign-in"),
    DAEMON_ID(
            Kind.VALUE,
            "daemon-id",
            "ID",
            "The daemon's id, by which agents name it: lower-case letters, digits, dots and dashes.",
            "the key file's daemon, else the host's name"),
    CLUSTER_NAME(Kind.VALUE, "cluster-name", "NAME", "The machine's name as agents see it.", "the daemon's id"),
    SKILL(
            Kind.VALUE,
            "skill",
            "SKILL",
            "The guidance agents are given: a name of `hpc-daemon skills list`, a description of the machine in your own"
                    + " words, @FILE with one, or `none`.",
            "none; the interview proposes one that fits"),
    ALLOWED_DIRS(
            Kind.LIST,
            "allowed-dirs",
            "DIR",
            "The directories an agent may write to; `any` for wherever you may. In a file or variable, separated by `:`.",
            "the interview proposes $SCRATCH/hpc-workspace, else ~/hpc-workspace; without it, any"),
    CA_FILE(Kind.VALUE, "ca-file", "FILE", "Further CA certificates to trust (PEM).", "none"),
    IF_UNENFORCED(
            Kind.VALUE,
            "if-unenforced",
            "WHAT",
            "What holds where the kernel cannot enforce the directories: `refuse` to run anything, or `advisory`.",
            "refuse"),
    HIDE(
            Kind.LIST,
            "hide",
            "PATH",
            "More files and folders that an agent may not read. In a file or variable, separated by `:`.",
            "none"),
    NO_NETWORK(Kind.SWITCH, "no-network", "", "Agents have no network, where directories are named.", "off"),
    ALLOW_FORWARD(
            Kind.VALUE,
            "allow-forward",
            "WHAT",
            "What agents may connect to by `hpc forward`: `none`; `jobs`, which are the nodes of their own running jobs and"
                    + " ports of this machine on which their own processes listen; or `any`.",
            "jobs"),
    NO_UNIX_SOCKETS(
            Kind.SWITCH,
            "no-unix-sockets",
            "",
            "Commands of agents make no Unix sockets, where the kernel cannot keep them from those of your other programs.",
            "off"),
    ALLOW_CONTAINERS(
            Kind.SWITCH,
            "allow-containers",
            "",
            "Agents may run containers (Apptainer, Singularity) within the limits, for which bubblewrap is needed: they get user"
                    + " namespaces, and so more of the kernel to attack.",
            "off"),
    SCHEDULER(
            Kind.VALUE,
            "scheduler",
            "WHAT",
            "What jobs are given to: `slurm`, `gridengine`, `local` (processes of this machine), or `auto` for the first of these"
                    + " that is set up here.",
            "auto"),
    SLURM_POLL_SECONDS(
            Kind.VALUE,
            "slurm-poll-seconds",
            "SECONDS",
            "The shortest time between two queries of the scheduler for all jobs, 1 to 3600; never less than"
                    + " /etc/hpc-daemon/site.properties says.",
            "10"),
    KEEP_JOBS(
            Kind.VALUE,
            "keep-jobs",
            "N",
            "How many jobs that have ended are kept with their logs, the newest; none goes before its wake-up was sent.",
            "20000"),
    KEEP_JOBS_DAYS(
            Kind.VALUE,
            "keep-jobs-days",
            "DAYS",
            "How long jobs that have ended are kept with their logs; none goes before its wake-up was sent.",
            "30"),
    JOB_LOG_MB(
            Kind.VALUE,
            "job-log-mb",
            "MB",
            "How large each log of a job may grow in the daemon's home; the job goes on when it is full.",
            Integer.toString(KeptJobs.LOG_MB)),
    RECORD(
            Kind.SWITCH,
            "record",
            "",
            "What shells and commands print is recorded in the daemon's home, for you: `hpc-daemon recordings`. Agents are told.",
            "off"),
    RECORD_MB(
            Kind.VALUE,
            "record-mb",
            "MB",
            "How large one recording may grow; the shell or command goes on when it is full.",
            Integer.toString(RecordingChoice.OFF.mb())),
    RECORD_TOTAL_MB(
            Kind.VALUE,
            "record-total-mb",
            "MB",
            "How large all recordings together may grow; past it the oldest that have ended are removed.",
            Integer.toString(RecordingChoice.OFF.totalMb())),
    RECORD_DAYS(
            Kind.VALUE,
            "record-days",
            "DAYS",
            "How long recordings are kept after their end.",
            Integer.toString(RecordingChoice.OFF.days())),
    WORK_DIR(
            Kind.VALUE,
            "work-dir",
            "DIR",
            "Where commands and jobs start unless they say otherwise.",
            "the first allowed directory, else your home"),
    INSTRUCTIONS(
            Kind.VALUE,
            "instructions",
            "TEXT",
            "What agents should know about this machine and your rules; @FILE reads a file.",
            "none"),
    REPLACE(Kind.SWITCH, "replace", "", "Take over an id that a daemon on another machine of yours has.", "off"),
    OFFLINE(
            Kind.SWITCH,
            "offline",
            "",
            "Do not contact the platform: the key of --api-key-file is first tried when the daemon starts. Needs --daemon-id.",
            "off"),
    NO_INTERVIEW(
            Kind.SWITCH,
            "no-interview",
            "",
            "Ask nothing but the code, which is read from standard input.",
            "a terminal is asked"),
    WAIT("start", "wait", "SECONDS", "How long `start --detach` waits for the daemon to be online.", "15"),
    GRACE("stop", "grace", "SECONDS", "How long `stop` waits for the daemon to end before it kills it.", "15");

    /** The verb that most settings are of. */
    public static final String SETUP = "setup";

    /** How a setting is given. */
    public enum Kind {
        VALUE,
        LIST,
        SWITCH
    }

    private final String verb;
    private final Kind kind;
    private final String key;
    private final String label;
    private final String meaning;
    private final Optional<String> standard;

    Setting(Kind kind, String key, String label, String meaning, @Nullable String standard) {
        this(SETUP, kind, key, label, meaning, standard);
    }

    Setting(String verb, String key, String label, String meaning, String standard) {
        this(verb, Kind.VALUE, key, label, meaning, standard);
    }

    Setting(String verb, Kind kind, String key, String label, String meaning, @Nullable String standard) {
        this.verb = verb;
        this.kind = kind;
        this.key = key;
        this.label = label;
        this.meaning = meaning;
        this.standard = Optional.ofNullable(standard);
    }

    public Kind kind() {
        return kind;
    }

    /** The settings whose flags a verb has. */
    public static List<Setting> of(String verb) {
        return Arrays.stream(values()).filter(setting -> setting.isOf(verb)).toList();
    }

    /** {@code restart} is {@code stop} and {@code start}. */
    private boolean isOf(String given) {
        return verb.equals(given) || (given.equals("restart") && !verb.equals(SETUP));
    }

    /** The verb that has the flag. */
    public String verb() {
        return verb;
    }

    /** In {@code config.properties}. */
    public String key() {
        return key;
    }

    public String flag() {
        return "--" + key;
    }

    /** In the environment. */
    public String variable() {
        return switch (this) {
            case DAEMON_ID -> "HPC_DAEMON_ID";
            case SLURM_POLL_SECONDS -> "HPC_SLURM_POLL_SECONDS";
            default -> "HPC_DAEMON_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
        };
    }

    /** What help calls the value; empty for a switch. */
    public String label() {
        return label;
    }

    public String meaning() {
        return meaning;
    }

    /** What holds if nothing is said, in words; empty if it required. */
    public Optional<String> standard() {
        return standard;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }
}
