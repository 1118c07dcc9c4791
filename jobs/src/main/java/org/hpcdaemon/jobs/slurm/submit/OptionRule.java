package org.hpcdaemon.jobs.slurm.submit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of each option that sbatch(1) has in SLURM 20.11 to 26.05. An option that is not here is refused by its
 * name: a later SLURM may have one that runs something elsewhere.
 */
public enum OptionRule {
    /** The job has a field for it. */
    FIELD(true, """
            job-name J, time t, nodes N, ntasks n, cpus-per-task c, mem, gpus G, gres, partition p, account A, qos q,
            constraint C, array a, dependency d, chdir D
            """),
    /** Files that the job's output goes to or its input comes from. */
    FILE(true, "output o, error e, input i"),
    /** Given on to sbatch with its value. */
    VALUE(true, """
            acctg-freq, batch, begin b, core-spec S, cores-per-socket, cpu-freq, cpus-per-gpu, deadline, delay-boot,
            distribution m, exclude x, extra-node-info B, gpu-bind, gpu-freq, gpus-per-node, gpus-per-socket, gpus-per-task,
            gres-flags, hint, licenses L, mail-type, mail-user, mcs-label, mem-bind, mem-per-cpu, mem-per-gpu, mincpus,
            network, nodelist w, ntasks-per-core, ntasks-per-gpu, ntasks-per-node, ntasks-per-socket, open-mode, power,
            prefer, priority, profile, propagate, reservation, segment, signal, sockets-per-node, switches, thread-spec,
            threads-per-core, time-min, tmp, tres-bind, tres-per-task, wait-all-nodes, wckey
            """),
    /** Given on to sbatch; has no value, or may have one behind an equals sign. */
    FLAG(false, """
            contiguous, exclusive, hold H, nice, no-kill k, no-requeue, oom-kill-step, overcommit O, oversubscribe s, requeue,
            reboot, resv-ports, share, spread-job, spread-segments, stepmgr, use-min-nodes
            """),
    /** What the job's environment begins with. */
    EXPORT(true, "export"),
    /** Says nothing about the job. */
    IGNORED(false, "ignore-pbs, parsable, quiet Q, verbose v"),
    /** Runs or reads something that is neither this script nor on this cluster, or is not the agent's to say. */
    REFUSED(true, """
            bb, bbf, cluster-constraint, clusters M, comment, container, container-id, container-type, export-file, get-user-env, gid,
            help h, immediate I, jobid, kill-on-invalid-dep, nodefile F, test-only, uid, usage, version V, wait W, wrap, x11
            """);

    private static final Map<String, OptionRule> BY_NAME = new HashMap<>();
    private static final Map<Character, String> BY_LETTER = new HashMap<>();

    static {
        for (OptionRule rule : values()) {
            for (String each : rule.names.split(",", -1)) {
                String entry = each.strip();
                String name = entry.split(" ", -1)[0];
                BY_NAME.put(name, rule);
                if (entry.length() > name.length()) {
                    BY_LETTER.put(entry.charAt(entry.length() - 1), name);
                }
            }
        }
    }

    private final boolean takesValue;
    private final String names;

    OptionRule(boolean takesValue, String names) {
        this.takesValue = takesValue;
        this.names = names;
    }

    /** Every option and its rule. */
    public static Map<String, OptionRule> all() {
        return Map.copyOf(BY_NAME);
    }

    static Optional<OptionRule> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The names that one may be short for, as getopt_long(3) understands it: itself, or else all that begin with it. */
    static List<String> meantBy(String name) {
        return BY_NAME.containsKey(name)
                ? List.of(name)
                : BY_NAME.keySet().stream()
                        .filter(known -> known.startsWith(name))
                        .sorted()
                        .toList();
    }

    static Optional<String> nameOf(char letter) {
        return Optional.ofNullable(BY_LETTER.get(letter));
    }

    /** Whether the next word is its value if none is behind an equals sign. */
    boolean takesValue() {
        return takesValue;
    }
}
