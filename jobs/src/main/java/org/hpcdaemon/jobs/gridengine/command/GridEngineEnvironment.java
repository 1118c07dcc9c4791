package org.hpcdaemon.jobs.gridengine.command;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.command.SchedulerEnvironment;

/** What of the environment the daemon was started in matters to Grid Engine. */
public final class GridEngineEnvironment {
    /** Who runs, where, in which language, and which cell is meant. */
    private static final List<String> COMMANDS_NEED = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LD_LIBRARY_PATH",
            "SGE_ROOT",
            "SGE_CELL",
            "SGE_ARCH",
            "SGE_CLUSTER_NAME",
            "SGE_QMASTER_PORT",
            "SGE_EXECD_PORT");

    /** Of Grid Engine's commands, of a job that the daemon was started in, and of the login session: untrue on a node. */
    private static final Pattern NOT_FOR_JOBS = Pattern.compile(
            "SGE_(O|TASK|STD(IN|OUT|ERR)|JOB)_.*|SGE_(ACCOUNT|BINARY_PATH|CWD_PATH)|JOB_(ID|NAME|SCRIPT)|(N?QUEUES?|NSLOTS|NHOSTS|PE|PE_HOSTFILE)"
                    + "|REQ(NAME|UEST)|RESTARTED|ARC|ENVIRONMENT|SSH_.*|XDG_RUNTIME_DIR|XDG_SESSION_ID|DBUS_SESSION_BUS_ADDRESS|DISPLAY"
                    + "|TMP|TMPDIR|HOSTNAME|PWD|OLDPWD|SHLVL|_");

    private static final SchedulerEnvironment RULES =
            new SchedulerEnvironment(COMMANDS_NEED, Map.of("LC_ALL", "C", "TZ", "UTC"), NOT_FOR_JOBS);

    private GridEngineEnvironment() {}

    /** For Grid Engine's commands; they print times of UTC. */
    public static Map<String, String> commands(Map<String, String> own) {
        return RULES.commands(own);
    }

    /** For jobs: what a command run by this daemon would have, without what belongs to another job. */
    public static Map<String, String> jobs(Map<String, String> own) {
        return RULES.jobs(own);
    }
}
