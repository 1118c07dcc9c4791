package org.hpcdaemon.jobs.slurm.submit;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.slurm.command.Tag;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/** The command line of sbatch(1) for a job. Every value is part of its option's word, so none is taken for another. */
public final class SubmitCommand {
    private SubmitCommand() {}

    /**
     * Pure.
     *
     * @param dependency in SLURM's own ids; empty: none
     */
    public static List<String> of(JobLaunch launch, String dependency) {
        JobSpec spec = launch.spec();
        String folder = launch.folder().path().toString();
        // What the wrapper and slurmstepd say; the job's own output is in files of the wrapper's.
        String log = launch.folder().path().resolve("slurm.log").toString().replace("%", "%%");
        List<String> command = new ArrayList<>(List.of(
                "sbatch",
                "--parsable",
                "--comment=" + Tag.of(launch.job()),
                "--job-name=" + (spec.name() == null ? launch.job().value() : spec.name()),
                "--chdir=" + launch.cwd(),
                "--input=/dev/null",
                "--output=" + log,
                "--open-mode=append",
                // The environment of this command is next to nothing; the job's own is in its folder.
                "--export=ALL"));
        add(command, "time", spec.timeLimitSeconds() == null ? null : minutes(spec.timeLimitSeconds()));
        add(command, "nodes", spec.nodes());
        add(command, "ntasks", spec.tasks());
        add(command, "cpus-per-task", spec.cpus());
        add(command, "mem", spec.memoryMb() == null ? null : spec.memoryMb() + "M");
        add(command, "gpus", spec.gpus());
        add(command, "gres", spec.gres());
        add(command, "partition", spec.partition());
        add(command, "account", spec.account());
        add(command, "qos", spec.qos());
        add(command, "constraint", spec.constraint());
        add(command, "array", spec.array());
        if (!dependency.isEmpty()) {
            add(command, "dependency", dependency);
            add(command, "kill-on-invalid-dep", "yes"); // else it would wait for ever for what cannot happen
        }
        spec.extra().stream()
                .filter(word -> !Redirection.isFile(word)) // the payload opens these itself, inside its sandbox
                .filter(word -> !Exported.isSaid(word)) // the wrapper sees to it
                .forEach(command::add);
        command.add(launch.folder().wrapper().toString());
        command.add(folder);
        return command;
    }

    /** SLURM counts in minutes; the wrapper sees to the seconds. */
    private static String minutes(long seconds) {
        return Long.toString((seconds + 59) / 60);
    }

    private static void add(List<String> command, String option, @Nullable Object value) {
        if (value != null) {
            command.add("--" + option + "=" + value);
        }
    }
}
