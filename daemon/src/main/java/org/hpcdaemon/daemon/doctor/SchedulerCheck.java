package org.hpcdaemon.daemon.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hpcdaemon.cli.service.LocalProgram;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.jspecify.annotations.Nullable;

/** Whether the scheduler that was chosen, or else a SLURM or a Grid Engine, is there, and whether it answers. */
final class SchedulerCheck {
    private static final String NAME = "scheduler";

    /** What SLURM's commands end with where only its packages are installed. */
    private static final String NOT_CONFIGURED = "Could not establish a configuration source";

    /** What Grid Engine's end with where only its packages are installed. */
    private static final List<String> WITHOUT_CELL = List.of("SGE_ROOT", "act_qmaster");

    private final Map<String, String> environment;
    private final @Nullable SchedulerKind wanted;
    private final Duration patience;

    /**
     * @param wanted as set up; absent: the first that is found
     * @param patience a controller that is away makes its commands wait 18 s
     */
    SchedulerCheck(Map<String, String> environment, @Nullable SchedulerKind wanted, Duration patience) {
        this.environment = environment;
        this.wanted = wanted;
        this.patience = patience;
    }

    Check look() {
        if ("1".equals(environment.get("LOCAL_MODE"))) {
            return Check.ok(NAME, "none wanted (LOCAL_MODE=1): jobs run as processes of this machine");
        }
        return switch (wanted) {
            case LOCAL -> Check.ok(NAME, "local, as set up: jobs run as processes of this machine");
            case SLURM -> slurm(() -> absent("SLURM"));
            case GRIDENGINE -> gridEngine(() -> absent("Grid Engine"));
            case null ->
                slurm(() -> gridEngine(() -> Check.ok(
                        NAME, "no SLURM and no Grid Engine is set up here: jobs run as processes of this machine")));
        };
    }

    private static Check absent(String which) {
        return Check.fail(
                NAME,
                which + " is to run the jobs, and its commands are not on the PATH or find no cluster",
                "start the daemon where they do, or set it up with --scheduler auto");
    }

    private Check slurm(Supplier<Check> without) {
        Optional<LocalProgram> scontrol = LocalProgram.find("scontrol", environment);
        if (scontrol.isEmpty() || LocalProgram.find("sbatch", environment).isEmpty()) {
            return without.get();
        }
        return scontrol.get()
                .ask(patience, "ping")
                .map(answer -> answer.said().contains(NOT_CONFIGURED) ? without.get() : judge(answer))
                .orElseGet(() -> silent("it did not answer for " + patience.toSeconds() + " s"));
    }

    private Check gridEngine(Supplier<Check> without) {
        Optional<LocalProgram> qconf = LocalProgram.find("qconf", environment);
        if (qconf.isEmpty() || LocalProgram.find("qsub", environment).isEmpty()) {
            return without.get();
        }
        return qconf.get()
                .ask(patience, "-sss")
                .map(answer -> WITHOUT_CELL.stream().anyMatch(answer.said()::contains)
                        ? without.get()
                        : judgeGridEngine(answer))
                .orElseGet(() -> silentGridEngine("it did not answer for " + patience.toSeconds() + " s"));
    }

    private static Check judgeGridEngine(LocalProgram.Answer answer) {
        if (answer.isYes()) {
            return Check.ok(NAME, "Grid Engine: its scheduler runs on " + answer.firstLine());
        }
        return silentGridEngine(answer.firstLine());
    }

    private static Check silentGridEngine(String how) {
        return Check.warn(
                NAME,
                "Grid Engine is installed and its qmaster does not answer: " + how,
                "jobs cannot be submitted until it does (qconf -sss); setup --scheduler local runs them on this machine");
    }

    private static Check judge(LocalProgram.Answer answer) {
        // With a spare controller there is a second line.
        return answer.isYes() && answer.said().contains("is UP")
                ? Check.ok(NAME, "SLURM: " + answer.firstLine())
                : silent(answer.firstLine());
    }

    private static Check silent(String how) {
        return Check.warn(
                NAME,
                "SLURM is installed and its controller does not answer: " + how,
                "jobs cannot be submitted until it does (scontrol ping); setup --scheduler local runs them on this machine");
    }
}
