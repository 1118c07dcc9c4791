package org.hpcdaemon.jobs.gridengine;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a job of Grid Engine's ends, its agent hears how, once. */
@Order(2)
@Tag("slow")
final class EndingsTest {
    @TempDir
    Path home;

    @Test
    void anExitASignalATimeLimitAndTwoKindsOfCancelAreToldApart() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId good = rig.submit(Specs.sh("exit 0"));
            JobId exited = rig.submit(Specs.sh("exit 137"));
            JobId killed = rig.submit(Specs.sh("kill -9 $$"));
            JobId limited = rig.submit(Specs.limited("sleep 600", 2));

            assertThat(rig.awaitEnd(good))
                    .returns(JobState.COMPLETED, JobInfo::state)
                    .returns(0, JobInfo::exitCode);
            assertThat(rig.awaitEnd(exited))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(137, JobInfo::exitCode)
                    .returns(null, JobInfo::signal);
            assertThat(rig.awaitEnd(killed))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns("KILL", JobInfo::signal);
            assertThat(rig.awaitEnd(limited)).returns(JobState.TIMEOUT, JobInfo::state);

            JobId tidy = rig.submit(
                    Specs.sh("trap 'echo tidied >tidied; exit 0' TERM; touch ready; while :; do sleep 0.1; done"));
            await().until(() -> Files.exists(rig.daemon.work().resolve("ready")));
            JobId waiting = rig.submit(Specs.asking("exit 0", null, null, null, "-h"));
            await().until(() ->
                    String.valueOf(rig.daemon.status(waiting).reason()).startsWith("held"));
            for (JobId job : List.of(tidy, waiting)) {
                rig.daemon.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job, null));
                assertThat(rig.awaitEnd(job)).returns(JobState.CANCELLED, JobInfo::state);
            }
            assertThat(rig.daemon.work().resolve("tidied")).hasContent("tidied");
            assertThat(rig.daemon.events())
                    .extracting(Event::endedJob)
                    .extracting(JobInfo::job)
                    .containsExactlyInAnyOrder(good, exited, killed, limited, tidy, waiting);
        }
    }

    @Test
    void whatIsDeletedByOthersIsNoSuccessAndWhatIsInErrorFailsWithItsReasonAndLeavesTheQueue() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId deleted = rig.submit(Specs.sh("trap '' TERM; touch begun; sleep 600 & wait; sleep 600"));
            await().until(() -> Files.exists(rig.daemon.work().resolve("begun")));
            Path place = Files.createDirectory(rig.daemon.work().resolve("place"));
            JobId lost = rig.submit(JobSpec.of(List.of("true")).toBuilder()
                    .cwd("place")
                    .extra(List.of("-h"))
                    .build());
            Files.delete(place);
            rig.cell.run("qrls", String.valueOf(rig.daemon.status(lost).schedulerId()));
            JobId error = rig.submit(Specs.sh("exit 100"));

            assertThat(rig.awaitEnd(error))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns(100, JobInfo::exitCode);
            assertThat(rig.awaitEnd(lost))
                    .returns(JobState.FAILED, JobInfo::state)
                    .extracting(JobInfo::reason, as(STRING))
                    .contains("can't chdir to " + place);
            await().until(() -> !rig.cell.run("qstat", "-u", "*").contains("Eqw"));

            rig.cell.run("qdel", String.valueOf(rig.daemon.status(deleted).schedulerId()));
            // Told by a TERM, which it does not answer, it is killed after the notify time of the queue.
            await().until(() ->
                    "being deleted".equals(rig.daemon.status(deleted).reason()));
            assertThat(rig.awaitEnd(deleted))
                    .returns(JobState.FAILED, JobInfo::state)
                    .returns("KILL", JobInfo::signal);
        }
    }

    @Test
    void aJobThatExitsWith99IsRunAgainAndOverOnlyThen() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId again = rig.submit(
                    Specs.sh(
                            "[ -e first ] && { touch second; until [ -e go ]; do sleep 0.1; done; exit 7; }; touch first; exit 99"));
            await().until(() -> Files.exists(rig.daemon.work().resolve("second")));
            await().until(() -> rig.daemon.status(again).attempt() == 2);
            assertThat(rig.daemon.events()).isEmpty();
            Files.createFile(rig.daemon.work().resolve("go"));

            assertThat(rig.awaitEnd(again)).returns(7, JobInfo::exitCode).returns(2, JobInfo::attempt);
            assertThat(rig.daemon.events()).hasSize(1);
        }
    }

    @Test
    void elementsHaveTheirOwnNumbersAndOneIsCancelledAlone() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId listed = rig.submit(Specs.array("exit $SGE_TASK_ID", "0,3,7"));
            rig.awaitEnd(listed);
            assertThat(elements(rig, listed)).containsExactly("0 COMPLETED 0", "3 FAILED 3", "7 FAILED 7");

            JobId even = rig.submit(Specs.array(
                    "[ $HPC_ARRAY_TASK_ID = 4 ] || until [ -e go ]; do sleep 0.1; done; sleep 1", "2-6:2%2"));
            rig.awaitState(even, JobState.RUNNING);
            rig.daemon.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(even, 2));
            await().until(() -> elements(rig, even).contains("2 CANCELLED null")
                    || elements(rig, even).stream().anyMatch(line -> line.startsWith("2 CANCELLED")));
            Files.createFile(rig.daemon.work().resolve("go"));
            rig.awaitEnd(even);
            assertThat(elements(rig, even)).element(1).isEqualTo("4 COMPLETED 0");
            assertThat(elements(rig, even)).element(2).isEqualTo("6 COMPLETED 0");
        }
    }

    private static List<String> elements(GridEngineRig rig, JobId job) {
        return rig.daemon.jobs.elements(JobsRig.ANN, new JobRequest.Elements(job, null, null)).jobs().stream()
                .map(info -> info.element() + " " + info.state() + " " + info.exitCode())
                .toList();
    }

    @Test
    void dependenciesTellASuccessFromAFailure() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            String wait = "until [ -e go ]; do sleep 0.1; done; exit ";
            JobId good = rig.submit(Specs.sh(wait + 0));
            JobId bad = rig.submit(Specs.array(wait + "$HPC_ARRAY_TASK_ID", "0-1"));
            JobId runs = rig.submit(Specs.after("touch after-good", "afterok:" + good + ",afternotok:" + bad));
            JobId never = rig.submit(Specs.after("touch after-bad", "afterok:" + bad));
            await().until(() ->
                    String.valueOf(rig.daemon.status(never).reason()).contains("dependenc"));
            Files.createFile(rig.daemon.work().resolve("go"));

            assertThat(rig.awaitEnd(runs)).returns(JobState.COMPLETED, JobInfo::state);
            assertThat(rig.awaitEnd(never))
                    .returns(JobState.CANCELLED, JobInfo::state)
                    .extracting(JobInfo::reason, as(STRING))
                    .contains("its dependency afterok:" + bad + " cannot be satisfied");
            assertThat(rig.daemon.work().resolve("after-good")).exists();
            assertThat(rig.daemon.work().resolve("after-bad")).doesNotExist();
            assertThat(rig.awaitEnd(bad)).returns(JobState.FAILED, JobInfo::state);
            assertThatThrownBy(() -> rig.submit(Specs.after("true", "afterok:" + bad)))
                    .hasMessageContaining("that job is FAILED");
        }
    }

    @Test
    void aScriptsLinesNameItsFilesQueueSlotsAndVariables() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId job = rig.submit(
                    JobSpec.builder().cpus(2).memoryMb(20L).script("""
                    #!/bin/bash
                    #$ -N train -q all.q -j y -o out.$JOB_ID -v COLOUR=red
                    echo "$JOB_NAME $NSLOTS $COLOUR $QUEUE"
                    echo wrong >&2
                    """).build());

            JobInfo ended = rig.awaitEnd(job);
            assertThat(ended).returns(JobState.COMPLETED, JobInfo::state).returns("train", JobInfo::name);
            assertThat(rig.daemon.work().resolve("out." + ended.schedulerId()))
                    .hasContent("train 2 red all.q\nwrong\n");
            assertThatThrownBy(() -> rig.submit(Specs.asking("true", null, null, "nosuch.q")))
                    .hasMessageContaining("unknown queue \"nosuch.q\"");
        }
    }

    @Test
    void suspendedItStandsStillThoughItIsInAGroupOfItsOwnAndResumedItGoesOn() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId job = rig.submit(Specs.sh("until [ -e go ]; do echo >>beats; sleep 0.1; done; exit 3"));
            Path beats = rig.daemon.work().resolve("beats");
            await().until(() -> Files.exists(beats));
            String id = String.valueOf(rig.awaitState(job, JobState.RUNNING).schedulerId());
            rig.cell.run("qmod", "-sj", id);
            await().until(() -> "suspended".equals(rig.daemon.status(job).reason()));
            // It beats ten times a second: a look that finds nothing new after two seconds finds it standing.
            await().pollInterval(Duration.ofSeconds(2)).until(new Callable<>() {
                private long before = -1;

                @Override
                public Boolean call() throws Exception {
                    long now = Files.size(beats);
                    boolean stands = now == before;
                    before = now;
                    return stands;
                }
            });
            rig.cell.run("qmod", "-usj", id);
            long stood = Files.size(beats);
            await().until(() -> Files.size(beats) > stood);
            Files.createFile(rig.daemon.work().resolve("go"));

            assertThat(rig.awaitEnd(job)).returns(3, JobInfo::exitCode).returns(1, JobInfo::attempt);
        }
    }
}
