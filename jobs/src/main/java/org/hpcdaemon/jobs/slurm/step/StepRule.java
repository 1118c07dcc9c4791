package org.hpcdaemon.jobs.slurm.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.jobs.slurm.submit.RefusedOptions;

/**
 * What becomes of each option that srun(1) has in SLURM 20.11 to 26.05, for a step of a job within the limits. What submission refuses is
 * refused here too, and an option that is not here is refused by its name. {@code steps.sh} goes by it as text.
 */
public enum StepRule {
    /** Given on to srun with its value. */
    VALUE("value", true, """
            acctg-freq, core-spec S, cores-per-socket, cpu-bind, cpu_bind, cpu-freq, cpus-per-gpu, cpus-per-task c, distribution m,
            exclude x, extra-node-info B, gpu-bind, gpu-freq, gpus G, gpus-per-node, gpus-per-socket, gpus-per-task, gres,
            gres-flags, het-group, hint, job-name J, licenses L, mem, mem-bind, mem_bind, mem-per-cpu, mem-per-gpu, mincpus, mpi,
            msg-timeout, network, nodelist w, nodes N, ntasks n, ntasks-per-core, ntasks-per-gpu, ntasks-per-node,
            ntasks-per-socket, open-mode, profile, propagate, relative r, segment, signal, sockets-per-node, switches,
            thread-spec, threads T, threads-per-core, time t, tmp, tres-bind, tres-per-task, treewidth, wait W
            """),
    /** Given on to srun; has no value, or may have one behind an equals sign. */
    FLAG("flag", false, """
            contiguous, disable-status X, exact, exclusive, help h, immediate I, kill-on-bad-exit K, label l, no-kill k, overcommit O,
            overlap, oversubscribe s, quiet Q, quit-on-interrupt, resv-ports, spread-job, unbuffered u, usage, use-min-nodes, verbose v,
            version V, wait-for-children, whole
            """),
    /** Files, which are opened within the limits. */
    FILE("file", true, "output o, error e, input i"),
    /** Where the tasks begin, within the limits. */
    CHDIR("chdir", true, "chdir D"),
    /** What of the environment the tasks have. */
    EXPORT("export", true, "export"),
    /** The job's own id says nothing, another's is refused. */
    JOBID("jobid", true, "jobid"),
    /** Of a job, which has been given it already: srun, too, says nothing of it there. */
    IGNORED("ignored", true, """
            account A, begin b, comment, constraint C, deadline, delay-boot, dependency d, extra, mail-type, mail-user, mcs-label,
            partition p, power, prefer, priority, qos q, reservation, time-min, wckey
            """),
    IGNORED_FLAG("ignored", false, "hold H, nice, preserve-env E, reboot, requeue, no-requeue, share, stepmgr"),
    /** Runs or reads something outside of the limits or of the job, or is not the agent's to say. */
    REFUSED("refused", true, """
            bb, bbf, cluster-constraint, clusters M, container, container-id, epilog, external-launcher, gid, launcher-opts, multi-prog,
            nodefile F, prolog, slurmd-debug, task-epilog, task-prolog, uid
            """),
    REFUSED_FLAG(
            "refused",
            false,
            "bcast, bcast-exclude, compress, interactive, no-allocate Z, pty, send-libs, test-only, x11");

    private static final String OUTSIDE = "it would run outside of the limits; start it in the step's own command";
    private static final String COPIED = "programs are not copied to nodes for steps from here; copy it in the script";

    private static final Map<String, String> WAYS = Map.ofEntries(
            Map.entry("bcast", COPIED),
            Map.entry("bcast-exclude", COPIED),
            Map.entry("compress", COPIED),
            Map.entry("send-libs", COPIED),
            Map.entry("epilog", OUTSIDE),
            Map.entry("prolog", OUTSIDE),
            Map.entry("task-epilog", OUTSIDE),
            Map.entry("task-prolog", OUTSIDE),
            Map.entry("external-launcher", "steps start their own tasks; leave it out"),
            Map.entry("multi-prog", "let each task choose by $SLURM_PROCID, or start several steps with & and wait"),
            Map.entry("no-allocate", "a step runs in its job; leave it out"),
            Map.entry("pty", "a step has no terminal here; leave it out"),
            Map.entry("interactive", "a step has no terminal here; leave it out"),
            Map.entry("test-only", "the job has its nodes already; leave it out"));

    /**
     * Variables that srun takes for options, and that steps may have from the job's script. The others name files, programs or other jobs,
     * and are as SLURM gave them to the job.
     */
    private static final List<String> VARIABLES = List.of("""
            SLURM_ACCTG_FREQ SLURM_CORE_SPEC SLURM_CPU_BIND SLURM_CPU_FREQ_REQ SLURM_CPUS_PER_GPU SLURM_CPUS_PER_TASK SRUN_CPUS_PER_TASK
            SLURM_DISABLE_STATUS SLURM_DISTRIBUTION SLURM_EXACT SLURM_EXCLUSIVE SLURM_EXIT_ERROR SLURM_EXIT_IMMEDIATE SLURM_GPU_BIND
            SLURM_GPU_FREQ SLURM_GPUS SLURM_GPUS_PER_NODE SLURM_GPUS_PER_TASK SLURM_GRES SLURM_GRES_FLAGS SLURM_HINT SLURM_JOB_NAME
            SLURM_KILL_BAD_EXIT SLURM_LABELIO SLURM_MEM_BIND SLURM_MEM_PER_CPU SLURM_MEM_PER_GPU SLURM_MEM_PER_NODE SLURM_MPI_TYPE
            SLURM_NETWORK SLURM_NNODES SLURM_NTASKS SLURM_NPROCS SLURM_NTASKS_PER_CORE SLURM_NTASKS_PER_GPU SLURM_NTASKS_PER_NODE
            SLURM_NTASKS_PER_SOCKET SLURM_OPEN_MODE SLURM_OVERCOMMIT SLURM_OVERLAP SLURM_PROFILE SLURM_PROPAGATE SLURM_SPREAD_JOB
            SLURM_STEP_GRES SLURM_TASKS_PER_NODE SLURM_THREADS SLURM_THREADS_PER_CORE SLURM_THREAD_SPEC SLURM_TIMELIMIT
            SLURM_TRES_BIND SLURM_TRES_PER_TASK SLURM_UNBUFFEREDIO SLURM_USE_MIN_NODES SLURM_WAIT SLURM_WHOLE
            """.strip().split("\\s+"));

    private final String word;
    private final boolean takesValue;
    private final String names;

    StepRule(String word, boolean takesValue, String names) {
        this.word = word;
        this.takesValue = takesValue;
        this.names = names;
    }

    /** Every option and its rule. */
    public static Map<String, StepRule> all() {
        Map<String, StepRule> all = new TreeMap<>();
        for (StepRule rule : values()) {
            rule.entries().forEach(entry -> all.put(entry.split(" ", -1)[0], rule));
        }
        return all;
    }

    /** Whether steps of jobs from here cannot have it. */
    public boolean refuses() {
        return this == REFUSED || this == REFUSED_FLAG;
    }

    private List<String> entries() {
        return List.of(names.strip().split(",\\s*"));
    }

    /**
     * As {@code steps.sh} reads it, a line each: an option's name, its letter or {@code -}, 1 if the next word is its value, the rule,
     * and why it is refused; and {@code =NAME} for each variable.
     */
    static String table() {
        List<String> lines = new ArrayList<>();
        for (StepRule rule : values()) {
            for (String entry : rule.entries()) {
                String[] parts = entry.split(" ", -1);
                String why = rule.refuses() ? WAYS.getOrDefault(parts[0], RefusedOptions.wayAround(parts[0])) : "";
                lines.add(String.join(
                                " ",
                                parts[0],
                                parts.length > 1 ? parts[1] : "-",
                                rule.takesValue ? "1" : "0",
                                rule.word,
                                why)
                        .stripTrailing());
            }
        }
        VARIABLES.forEach(name -> lines.add("=" + name));
        return String.join("\n", lines) + "\n";
    }
}
