package org.hpcdaemon.daemon.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.cli.service.LocalProgram;

/** Whether there is a SLURM, or else a Grid Engine, and whether it answers. */
final class SchedulerCheck {
    private static final String NAME = "scheduler";

    /** What SLURM's commands end with where only its packages are installed. */
    private static final String NOT_CONFIGURED = "Could not establish a configuration source";

    /** What Grid Engine's end with where only its packages are installed. */
    private static final List<String> WITHOUT_CELL = List.of("SGE_ROOT", "act_qmaster");

    private final Map<String, String> environment;
    private final Duration patience;

    /** @param patience a controller that is away makes its commands wait 18 s */
    SchedulerCheck(Map<String, String> environment, Duration patience) {
        this.environment = environment;
        this.patience = patience;
    }

    Check look() {
        if ("1".equals(environment.get("LOCAL_MODE"))) {
            return Check.ok(NAME, "none wanted (LOCAL_MODE=1): jobs run as processes of this machine");
        }
        Optional<LocalProgram> scontrol = LocalProgram.find("scontrol", environment);
        if (scontrol.isEmpty() || LocalProgram.find("sbatch", environment).isEmpty()) {
            return withoutSlurm("no SLURM and no Grid Engine on the PATH");
        }
        return scontrol.get()
                .ask(patience, "ping")
                .map(this::judge)
                .orElseGet(() -> silent("it did not answer for " + patience.toSeconds() + " s"));
    }

    private Check withoutSlurm(String none) {
        Optional<LocalProgram> qconf = LocalProgram.find("qconf", environment);
        if (qconf.isEmpty() || LocalProgram.find("qsub", environment).isEmpty()) {
            return Check.ok(NAME, none + ": jobs run as processes of this machine");
        }
        return qconf.get()
                .ask(patience, "-sss")
                .map(SchedulerCheck::judgeGridEngine)
                .orElseGet(() -> silentGridEngine("it did not answer for " + patience.toSeconds() + " s"));
    }

    private static Check judgeGridEngine(LocalProgram.Answer answer) {
        if (answer.isYes()) {
            return Check.ok(NAME, "Grid Engine: its scheduler runs on " + answer.firstLine());
        }
        return WITHOUT_CELL.stream().anyMatch(answer.said()::contains)
                ? Check.ok(NAME, "Grid Engine's commands find no cell: jobs run as processes of this machine")
                : silentGridEngine(answer.firstLine());
    }

    private static Check silentGridEngine(String how) {
        return Check.warn(
                NAME,
                "Grid Engine is installed and its qmaster does not answer: " + how,
                "jobs cannot be submitted until it does (qconf -sss); LOCAL_MODE=1 runs them on this machine");
    }

    private Check judge(LocalProgram.Answer answer) {
        if (answer.said().contains(NOT_CONFIGURED)) {
            return withoutSlurm("SLURM's commands find no cluster");
        }
        // With a spare controller there is a second line.
        return answer.isYes() && answer.said().contains("is UP")
                ? Check.ok(NAME, "SLURM: " + answer.firstLine())
                : silent(answer.firstLine());
    }

    private static Check silent(String how) {
        return Check.warn(
                NAME,
                "SLURM is installed and its controller does not answer: " + how,
                "jobs cannot be submitted until it does (scontrol ping); LOCAL_MODE=1 runs them on this machine");
    }
}
