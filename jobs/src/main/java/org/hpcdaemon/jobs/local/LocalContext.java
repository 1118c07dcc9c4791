package org.hpcdaemon.jobs.local;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.sandbox.Shortcut;

/**
 * What all local tasks share.
 *
 * @param environment that jobs start from
 * @param shortcut into the sandbox; empty: jobs find their own way
 */
record LocalContext(
        Host host,
        LocalLimits limits,
        Map<String, String> environment,
        Optional<Shortcut> shortcut,
        ProcessTrees trees,
        InstantSource clock) {
    LocalContext {
        environment = Map.copyOf(environment);
    }

    /** In the environment of everything a task runs; the wrapper sets it. */
    static final String TASK_MARK = "HPC_DAEMON_TREE";

    /** In the environment of the wrapper itself. */
    static final String WRAPPER_MARK = "HPC_DAEMON_WRAPPER";

    /** In the environment of the wrapper itself: what it and its task run on. */
    static final String PROCESSORS = "HPC_DAEMON_PROCESSORS";
}
