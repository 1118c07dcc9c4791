package org.hpcdaemon.daemon.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hpcdaemon.protocol.id.DaemonId;

/**
 * What a daemon needs to be started by a machine that knows nothing of the user's login.
 *
 * @param program the words before the verb
 * @param variables of this login, without which a daemon would not find its home, the proxy, or the scheduler
 */
record ServiceEnvironment(DaemonId daemon, List<String> program, Path log, SortedMap<String, String> variables) {
    /** A proxy's may hold its password, so whatever these are written to is for the owner alone. */
    private static final List<String> NEEDED = List.of(
            "PATH",
            "LANG",
            "JAVA_HOME",
            "SCRATCH",
            "HTTPS_PROXY",
            "https_proxy",
            "NO_PROXY",
            "no_proxy",
            "SLURM_CONF",
            "SLURM_CLUSTERS",
            "SGE_ROOT",
            "SGE_CELL",
            "SGE_QMASTER_PORT",
            "SGE_EXECD_PORT",
            "SGE_CLUSTER_NAME",
            "LOCAL_MODE",
            "HPC_SLURM_POLL_SECONDS",
            "HPC_JAVA_OPTS");

    static ServiceEnvironment of(
            DaemonId daemon, List<String> program, Path home, Path log, Map<String, String> environment) {
        SortedMap<String, String> variables = new TreeMap<>();
        for (String name : NEEDED) {
            String value = environment.get(name);
            // Neither a unit nor a crontab can hold a line end.
            if (value != null && value.lines().count() == 1) {
                variables.put(name, value);
            }
        }
        variables.put("HPC_DAEMON_HOME", home.toString());
        variables.put("HPC_BUILD", "never");
        return new ServiceEnvironment(daemon, program, log, variables);
    }

    /** The name of the unit, unique on a machine where one user has several daemons. */
    String unit() {
        return "hpc-daemon-" + daemon + ".service";
    }
}
