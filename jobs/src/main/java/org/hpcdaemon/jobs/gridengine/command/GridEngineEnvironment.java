package org.hpcdaemon.jobs.gridengine.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What of the environment the daemon was started in matters to Grid Engine. */
public final class GridEngineEnvironment {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

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

    private GridEngineEnvironment() {}

    /** For Grid Engine's commands; they print times of UTC. */
    public static Map<String, String> commands(Map<String, String> own) {
        Map<String, String> kept = new HashMap<>();
        kept.put("PATH", DEFAULT_PATH);
        for (String name : COMMANDS_NEED) {
            if (own.containsKey(name)) {
                kept.put(name, own.get(name));
            }
        }
        kept.put("LC_ALL", "C");
        kept.put("TZ", "UTC");
        return kept;
    }

    /** For jobs: what a command run by this daemon would have, without what belongs to another job. */
    public static Map<String, String> jobs(Map<String, String> own) {
        Map<String, String> kept = new HashMap<>(own);
        kept.keySet().removeIf(name -> NOT_FOR_JOBS.matcher(name).matches());
        return kept;
    }
}
