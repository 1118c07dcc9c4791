package org.hpcdaemon.jobs.gridengine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hpcdaemon.jobs.command.SchedulerCommands.Outcome;
import org.hpcdaemon.jobs.scheduler.Scheduler.Cancellation;
import org.hpcdaemon.jobs.scheduler.Scheduler.Submission;
import org.hpcdaemon.protocol.id.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grid Engine 8.1.9 has printed, and what it means. */
final class SubmitAnswerTest {
    @Test
    void aNumberIsAJob() {
        assertThat(answer(0, "98\n", "")).isEqualTo(new Submission.Accepted("98"));
        assertThat(answer(0, "97.1-5:1\n", "")).isEqualTo(new Submission.Accepted("97"));
        assertThat(answer(0, "welcome\n12\n", "")).isEqualTo(new Submission.Accepted("12"));
        assertThat(answer(0, "", "")).isInstanceOf(Submission.Ambiguous.class);
        assertThat(answer(0, "1\n2\n", "")).isInstanceOf(Submission.Ambiguous.class);
    }

    @Test
    void aWarningFailsAndTheJobIsThere() {
        assertThat(answer(1, "", """
                Unable to run job: warning: alice's job is not allowed to run in any queue
                Your job 1 ("tagged") has been submitted
                Exiting.
                """)).isEqualTo(new Submission.Accepted("1"));
    }

    @Test
    void aRefusalIsToldInItsWords() {
        assertThat(answer(1, "", "Unable to run job: unknown resource \"nosuch\"\nExiting.\n"))
                .isEqualTo(new Submission.Refused("unknown resource \"nosuch\""));
        assertThat(answer(2, "", "qsub: argument to -N option must not contain / \n"))
                .isEqualTo(new Submission.Refused("argument to -N option must not contain /"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to run job: unable to send message to qmaster using port 6444 on host \"sgehost\": got send error\nExiting.\n",
                "error: commlib error: got select error (Connection reset by peer)\n",
                "Unable to run job: Error reading answer list from qmaster\nExiting.\n",
                ""
            })
    void anErrorOfTheWayMayHaveSubmittedIt(String err) {
        assertThat(answer(1, "", err)).isInstanceOf(Submission.Ambiguous.class);
    }

    @Test
    void whatIsDeletedOrWasNeverThereIsCancelledAndNothingElse() {
        assertThat(DeleteCommand.of("7", List.of(1, 3, 4, 5, 9))).containsExactly("qdel", "7.1", "7.3-5", "7.9");
        assertThat(DeleteCommand.of("7", List.of())).containsExactly("qdel", "7");
        for (String said : List.of(
                "alice has registered the job 98 for deletion",
                "alice has deleted job 99",
                "job 97 is already in deletion",
                "denied: job \"99999\" does not exist",
                "job \"97\" task \"5\" does not exist")) {
            assertThat(DeleteCommand.answer(new Outcome.Done(1, said + "\n", "")))
                    .as(said)
                    .isInstanceOf(Cancellation.Requested.class);
        }
        assertThat(DeleteCommand.answer(new Outcome.Done(
                        1, "bob - you do not have the necessary privileges to delete the job \"98\"\n", "")))
                .isInstanceOf(Cancellation.Silent.class);
        assertThat(DeleteCommand.answer(new Outcome.Done(1, "", ""))).isInstanceOf(Cancellation.Silent.class);
    }

    @Test
    void aTagIsReadOutOfTheNameThatItEnds() {
        JobId job = new JobId("j_1m312n07jn3wfmhnl29msax6");
        assertThat(Tag.of(job, null)).isEqualTo("hpc-daemon.j_1m312n07jn3wfmhnl29msax6");
        assertThat(Tag.of(job, "3 runs: a/b")).isEqualTo("_3_runs__a_b.hpc-daemon.j_1m312n07jn3wfmhnl29msax6");
        for (String name : List.of(Tag.of(job, null), Tag.of(job, "x.hpc-daemon.y"), Tag.of(job, "é".repeat(300)))) {
            assertThat(Tag.job(name)).contains(job);
        }
        assertThat(Tag.job("train")).isEmpty();
        assertThat(Tag.job("hpc-daemon.mine")).isEmpty();
    }

    private static Submission answer(int exitCode, String out, String err) {
        return SubmitAnswer.of(new Outcome.Done(exitCode, out, err));
    }
}
