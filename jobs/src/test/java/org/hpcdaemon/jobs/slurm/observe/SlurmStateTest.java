package org.hpcdaemon.jobs.slurm.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of SLURM 20.11 to 25.05. */
final class SlurmStateTest {
    private static final Instant NOW = Instant.ofEpochSecond(1);

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, COMPLETED",
        "FAILED, FAILED",
        "CANCELLED, CANCELLED",
        "CANCELLED by 1000, CANCELLED",
        "CANCELLED+, CANCELLED",
        "TIMEOUT, TIMEOUT",
        "DEADLINE, TIMEOUT",
        "OUT_OF_MEMORY, OUT_OF_MEMORY",
        "OUT_OF_ME+, OUT_OF_MEMORY",
        "NODE_FAIL, NODE_FAIL",
        "BOOT_FAIL, NODE_FAIL",
        "PREEMPTED, PREEMPTED"
    })
    void theseAreEnds(String state, String ours) {
        Sighting sighting = sighting(state);
        assertThat(sighting).isInstanceOf(Sighting.Ended.class);
        assertThat(((Sighting.Ended) sighting).state()).hasToString(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PENDING",
                "REQUEUED",
                "REQUEUE_FED",
                "REQUEUE_HOLD",
                "RESV_DEL_HOLD",
                "SPECIAL_EXIT",
                "CONFIGURING",
                "POWER_UP_NODE",
                "EXPEDITING"
            })
    void inTheseItWaits(String state) {
        assertThat(sighting(state)).isInstanceOf(Sighting.Queued.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUNNING",
                "SUSPENDED",
                "STOPPED",
                "SIGNALING",
                "RESIZING",
                "STAGE_OUT",
                "UPDATE_DB",
                "COMPLETING"
            })
    void inTheseItMayStillWrite(String state) {
        assertThat(sighting(state)).isInstanceOf(Sighting.Running.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REVOKED", "LAUNCH_FAILED", "RECONFIG_FAIL", "SOMETHING_OF_26.05", "", "?"})
    void nothingFollowsFromTheseLeastOfAllAnEnd(String state) {
        assertThat(sighting(state)).isInstanceOf(Sighting.Unseen.class);
    }

    @Test
    void aRequeueIsAnotherAttempt() {
        assertThat(SlurmState.sighting(said("PENDING", 2), NOW)).isEqualTo(new Sighting.Queued("BeginTime", 3, null));
    }

    @ParameterizedTest
    @CsvSource({"35072, 137, ", "9, , KILL", "256, 1, ", "0, 0, ", "137:0, 137, ", "0:9, , KILL", "253, , ", "0:125, , "
    })
    void exitsAreReadInBothOfSlurmsWays(String text, Integer code, String signal) {
        assertThat(ExitStatus.parse(text)).contains(new ExitStatus(code, signal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "N/A", "-1", "0:", "x"})
    void textThatIsNotAnExitIsNotRead(String text) {
        assertThat(ExitStatus.parse(text)).isEmpty();
    }

    /** In the cells of 20.11 and 22.05, and of 24.11 and 26.05. */
    @ParameterizedTest
    @CsvSource({
        "COMPLETED, 0, 0, ",
        "COMPLETED, 0:0, 0, ",
        "FAILED, 768, 3, ",
        "FAILED, 3:0, 3, ",
        "FAILED, 9, , KILL",
        "FAILED, 0:9, , KILL",
        "FAILED, 0, , ",
        "FAILED, 0:0, , ",
        "FAILED, N/A, , ",
        "NODE_FAIL, 0, , ",
        "NODE_FAIL, 1, , ",
        "NODE_FAIL, 0:1, , ",
        "BOOT_FAIL, 0:1, , ",
        "OUT_OF_MEMORY, 125, , ",
        "OUT_OF_MEMORY, 0:125, , ",
        "TIMEOUT, 0:15, , TERM",
        "CANCELLED, 0:0, , "
    })
    void theExitCellIsReadForWhatTheStateMakesOfIt(String state, String cell, Integer code, String signal) {
        SlurmState.Said said =
                new SlurmState.Said(state, null, 0, ExitStatus.parse(cell).orElse(null), null, null, null, null);
        assertThat((Sighting.Ended) SlurmState.sighting(said, NOW))
                .returns(code, Sighting.Ended::exitCode)
                .returns(signal, Sighting.Ended::signal);
    }

    @Test
    void whatIsSuspendedRunsAndSaysSo() {
        assertThat(sighting("SUSPENDED")).isEqualTo(new Sighting.Running(null, null, 1, "suspended"));
    }

    private static Sighting sighting(String state) {
        return SlurmState.sighting(said(state, 0), NOW);
    }

    private static SlurmState.Said said(String state, int restarts) {
        return new SlurmState.Said(state, "BeginTime", restarts, null, null, null, null, null);
    }
}
