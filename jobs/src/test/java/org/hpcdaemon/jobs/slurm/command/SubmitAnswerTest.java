package org.hpcdaemon.jobs.slurm.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.scheduler.Scheduler.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubmitAnswerTest {
    @Test
    void theIdIsTheAnswerAlsoWithAClustersName() {
        assertThat(of(0, "4711\n", "")).isEqualTo(new Submission.Accepted("4711"));
        assertThat(of(0, "4711;alpha\n", "sbatch: info: hello\n")).isEqualTo(new Submission.Accepted("4711"));
        assertThat(of(0, "welcome to alpha\n", "")).isInstanceOf(Submission.Ambiguous.class);
        assertThat(of(0, "welcome to alpha 22\n\n  since 2020\n4711;alpha\n", ""))
                .as("below a site's banner")
                .isEqualTo(new Submission.Accepted("4711"));
        assertThat(of(0, "2020\n4711\n", "")).as("which of them?").isInstanceOf(Submission.Ambiguous.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
                "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
                "sbatch: error: slurm_receive_msg: Zero Bytes were transmitted or received",
                "sbatch: error: Batch job submission failed: Transport endpoint is not connected",
                "",
            })
    void anErrorOfTheWayLeavesItOpenWhetherTheJobIsThere(String err) {
        assertThat(of(1, "", err)).isInstanceOf(Submission.Ambiguous.class);
        assertThat(SubmitAnswer.of(new SchedulerCommands.Outcome.TimedOut("killed")))
                .isInstanceOf(Submission.Ambiguous.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sbatch: error: Batch job submission failed: Invalid partition name specified",
                "sbatch: error: Batch job submission failed: Requested node configuration is not available",
                "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates"
                        + " accounting/QOS policy (job submit limit, user's size and/or time limits)",
                "sbatch: error: Invalid --gres specification",
            })
    void aRefusalIsTheSchedulersInItsOwnWords(String err) {
        assertThat(of(1, "", err))
                .isInstanceOfSatisfying(
                        Submission.Refused.class,
                        refused -> assertThat(refused.message())
                                .doesNotContain("sbatch: error", "\n")
                                .isNotEmpty());
    }

    @Test
    void anOptionThatThisSbatchDoesNotHaveIsNamed() {
        assertThat(
                        of(
                                255,
                                "",
                                "/usr/bin/sbatch: unrecognized option '--segment=1'\nTry \"sbatch --help\" for more information\n"))
                .isEqualTo(new Submission.Refused("this cluster's sbatch has no option --segment; leave it out"));
    }

    @Test
    void whatMayBeTriedLaterIsNoRefusal() {
        assertThat(of(1, "", "sbatch: error: Batch job submission failed: Slurm temporarily unable to accept job"))
                .isInstanceOf(Submission.Unavailable.class);
        assertThat(SubmitAnswer.of(new SchedulerCommands.Outcome.NotStarted("no sbatch")))
                .isInstanceOf(Submission.Unavailable.class);
    }

    private static Submission of(int exitCode, String out, String err) {
        return SubmitAnswer.of(new SchedulerCommands.Outcome.Done(exitCode, out, err));
    }
}
