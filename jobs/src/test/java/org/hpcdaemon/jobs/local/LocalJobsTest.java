package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class LocalJobsTest {
    @TempDir
    Path home;

    private JobsRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new JobsRig(home);
    }

    @AfterEach
    void close() {
        rig.close();
        ProcTrees trees = new ProcTrees();
        for (Path job : folders()) {
            String tag = job.getFileName().toString();
            await().until(() -> {
                trees.marked(LocalContext.TASK_MARK, tag).forEach(LocalJobsTest::kill);
                return trees.marked(LocalContext.WRAPPER_MARK, tag).isEmpty();
            });
        }
    }

    @Test
    void aJobRunsWhereAndWithWhatItWasGivenAndWakesWithItsContextAndTails() {
        JobInfo submitted = rig.submit(Specs.withContext(
                "pwd; echo \"$GREETING\"; env | grep -c '^HPC_API_KEY='; printf 'e\\377' >&2; exit 7", "remember"));
        assertThat(submitted.state()).isIn(JobState.PENDING, JobState.RUNNING);

        JobInfo ended = end(submitted);

        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.exitCode()).isEqualTo(7);
        assertThat(ended.signal()).isNull();
        assertThat(ended.startedAt()).isBetween(ended.submittedAt().minusMillis(1), ended.endedAt());
        assertThat(ended.node()).isEqualTo(Host.here().name());
        Event event = onlyEvent();
        assertThat(event.endedJob()).isEqualTo(ended);
        assertThat(event.context()).isEqualTo("remember");
        assertThat(event.stdoutTail()).isEqualTo(rig.work() + "\na b\n'c'\n0\n");
        assertThat(event.stderrTail()).isEqualTo("e\ufffd");
    }

    @Test
    void aScriptRunsWithItsOwnInterpreter() {
        JobInfo ended = end(rig.submit(JobSpec.builder()
                .name("s")
                .script("#!/usr/bin/env -S bash -e\nfalse\necho no")
                .build()));
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(onlyEvent().stdoutTail()).isEmpty();
    }

    @Test
    void exit137AKillATimeLimitAndACancelAreToldApart() {
        JobInfo exit = rig.submit(Specs.sh("exit 137"));
        JobInfo kill = rig.submit(Specs.sh("kill -9 $$"));
        JobInfo term = rig.submit(Specs.sh("kill -15 $$"));
        JobInfo limit = rig.submit(Specs.limited("sleep 600", 1));
        JobInfo cancel = rig.submit(Specs.sh("echo on; sleep 600"));
        await().until(() -> log(cancel.job()).equals("on\n"));
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(cancel.job(), null));

        assertThat(how(exit)).isEqualTo("FAILED 137 null");
        assertThat(how(kill)).isEqualTo("FAILED null KILL");
        assertThat(how(term)).isEqualTo("FAILED null TERM");
        assertThat(how(limit)).isEqualTo("TIMEOUT null TERM");
        assertThat(how(cancel)).isEqualTo("CANCELLED null TERM");
        assertThat(rig.events()).hasSize(5);
    }

    @Test
    void nothingOfACancelledJobSurvivesDoubleForkedAndDeafOrNot() throws IOException {
        JobInfo job = rig.submit(
                Specs.sh("trap '' TERM; (setsid sh -c 'trap \"\" TERM; echo $$ > deaf; while :; do sleep 600; done' &)"
                        + " ; sleep 601 & echo $! > child; while :; do sleep 602; done"));
        Path deaf = rig.work().resolve("deaf");
        await().until(() -> Files.exists(deaf) && !Files.readString(deaf).isBlank());

        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job.job(), null));

        assertThat(how(job)).isEqualTo("CANCELLED null KILL");
        for (String file : List.of("deaf", "child")) {
            long pid = Long.parseLong(Files.readString(rig.work().resolve(file)).strip());
            assertThat(Host.startTime(pid)).as(file).isEmpty();
        }
        assertThat(new ProcTrees().marked(LocalContext.TASK_MARK, job.job().value()))
                .isEmpty();
    }

    @Test
    void whatAJobLeavesRunningEndsWithIt() throws IOException {
        JobInfo job = rig.submit(Specs.sh("(setsid sleep 600 & echo $! > left); exit 0"));
        assertThat(how(job)).isEqualTo("COMPLETED 0 null");
        long left = Long.parseLong(Files.readString(rig.work().resolve("left")).strip());
        assertThat(Host.startTime(left)).isEmpty();
    }

    @Test
    void aCancelBeforeTheStartMeansThatNothingRuns() {
        JobInfo first = rig.submit(Specs.sh("sleep 600"));
        JobInfo second = rig.submit(Specs.sh("sleep 600"));
        JobInfo third = rig.submit(Specs.sh("touch ran"));
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(third.job(), null));
        assertThat(how(third)).isEqualTo("CANCELLED null null");
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(first.job(), null));
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(second.job(), null));
        assertThat(how(first)).startsWith("CANCELLED");
        assertThat(how(second)).startsWith("CANCELLED");
        assertThat(rig.work().resolve("ran")).doesNotExist();
    }

    @Test
    void jobsStartInOrderAndNoMoreThanTheCpusAllow() throws IOException {
        for (int i = 0; i < 6; i++) {
            rig.submit(Specs.sh("echo " + i + " $(ls -d running.* 2>/dev/null | wc -l) >> order; touch running." + i
                    + "; sleep 0.2; rm running." + i));
        }
        await().until(() -> rig.events().size() == 6);
        List<String> order = Files.readAllLines(rig.work().resolve("order"));
        assertThat(order).hasSize(6).allMatch(line -> Integer.parseInt(line.split(" ", -1)[1]) < 2);
        assertThat(order.subList(4, 6)).allMatch(line -> line.startsWith("4") || line.startsWith("5"));
    }

    @Test
    void aWrapperThatIsKilledMakesItsJobLostAndLeavesNothingRunning() {
        JobInfo job = rig.submit(Specs.sh("setsid sleep 600"));
        await().until(() -> !new ProcTrees()
                .marked(LocalContext.TASK_MARK, job.job().value())
                .isEmpty());
        kill(task(job.job()).started().orElseThrow().wrapper().pid());

        JobInfo ended = end(job);
        assertThat(ended.state()).isEqualTo(JobState.LOST);
        assertThat(ended.reason()).contains("wrapper was killed");
        assertThat(new ProcTrees().marked(LocalContext.TASK_MARK, job.job().value()))
                .isEmpty();
    }

    @Test
    void aJobOutlivesTheDaemonAndTheNextOneSeesItsEnd() throws IOException {
        JobInfo runs = rig.submit(Specs.sh("while ! [ -e go ]; do sleep 0.05; done; exit 3"));
        JobInfo endsUnseen = rig.submit(Specs.sh("while ! [ -e go0 ]; do sleep 0.05; done; exit 4"));
        JobInfo waits = rig.submit(Specs.sh("exit 5"));
        await().until(() -> rig.status(runs.job()).state() == JobState.RUNNING
                && rig.status(endsUnseen.job()).state() == JobState.RUNNING);
        rig.close();
        Files.createFile(rig.work().resolve("go0"));
        await().until(() -> task(endsUnseen.job()).exited().isPresent());

        rig = new JobsRig(home);

        assertThat(end(endsUnseen).exitCode()).isEqualTo(4);
        assertThat(end(waits).exitCode()).isEqualTo(5);
        assertThat(rig.status(runs.job()).state()).isEqualTo(JobState.RUNNING);
        Files.createFile(rig.work().resolve("go"));
        await().until(() -> Integer.valueOf(3).equals(rig.status(runs.job()).exitCode()));
        assertThat(rig.events()).hasSize(3);
    }

    @Test
    void afterARebootARunningJobIsLostAndOneThatWaitedRuns() throws IOException {
        JobInfo first = rig.submit(Specs.sh("sleep 600"));
        JobInfo second = rig.submit(Specs.sh("sleep 600"));
        JobInfo waits = rig.submit(Specs.sh("exit 0"));
        await().until(() -> task(first.job()).started().isPresent()
                && task(second.job()).started().isPresent());
        rig.close();
        for (JobInfo job : List.of(first, second)) {
            powerCut(job.job());
        }

        rig = new JobsRig(home);

        assertThat(end(first).state()).isEqualTo(JobState.LOST);
        assertThat(end(second).reason()).contains("rebooted");
        assertThat(how(waits)).isEqualTo("COMPLETED 0 null");
        assertThat(rig.events()).hasSize(3);
    }

    /** Nothing of it is left, and its record names a boot that is over. */
    private void powerCut(JobId job) throws IOException {
        long wrapper = task(job).started().orElseThrow().wrapper().pid();
        kill(wrapper);
        await().until(() -> Host.startTime(wrapper).isEmpty());
        new ProcTrees().marked(LocalContext.TASK_MARK, job.value()).forEach(LocalJobsTest::kill);
        Path record = task(job).path().resolve("started");
        Files.writeString(record, Files.readString(record).replace(Host.here().bootId(), "the boot before"));
    }

    @Test
    void anArrayEndsOnceAndNamesTheElementsThatFailed() {
        JobInfo job = rig.submit(Specs.array("echo $HPC_ARRAY_TASK_ID; [ $HPC_ARRAY_TASK_ID != 2 ]", "0-3%1"));
        JobInfo ended = end(job);
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.failedElements()).containsExactly(2);
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(onlyEvent().stdoutTail()).isEqualTo("2\n");
        assertThat(log(job.job(), 3)).isEqualTo("3\n");
    }

    @Test
    void aDependentJobStartsAfterTheOtherOrNever() {
        JobInfo bad = rig.submit(Specs.sh("sleep 0.3; exit 1"));
        JobInfo never = rig.submit(Specs.after("touch never", "afterok:" + bad.job()));
        JobInfo after = rig.submit(Specs.after("exit 0", "afternotok:" + bad.job()));

        assertThat(how(after)).isEqualTo("COMPLETED 0 null");
        assertThat(how(never)).isEqualTo("CANCELLED null null");
        assertThat(rig.status(never.job()).reason()).contains("dependency");
        assertThat(rig.status(after.job()).startedAt())
                .isAfterOrEqualTo(rig.status(bad.job()).endedAt());
        assertThat(rig.work().resolve("never")).doesNotExist();
    }

    @Test
    void theSameKeyTwiceIsOneJob() throws IOException {
        IdempotencyKey key = new IdempotencyKey("k");
        JobInfo job = rig.submit(key, Specs.sh("echo once >> ran"));
        assertThat(rig.submit(key, Specs.sh("echo once >> ran")).job()).isEqualTo(job.job());
        end(job);
        assertThat(Files.readAllLines(rig.work().resolve("ran"))).containsExactly("once");
        assertThatThrownBy(() -> rig.submit(key, Specs.sh("other")))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_REUSED));
    }

    @Test
    void anotherAgentsJobIsAsIfItWereNot() {
        JobId job = rig.submit(Specs.sh("sleep 600")).job();
        Caller bob = new Caller(JobsRig.ANN.user(), new AgentId("a_87654321"));
        JobId none = new JobId("j_00000000");
        String absent = message(() -> rig.jobs.status(bob, new JobRequest.Status(none)));
        for (Runnable attempt : List.<Runnable>of(
                () -> rig.jobs.status(bob, new JobRequest.Status(job)),
                () -> rig.jobs.cancel(bob, new JobRequest.Cancel(job, null)),
                () -> rig.jobs.logs(bob, new JobRequest.Logs(job, LogStream.STDOUT, null, null, null)),
                () -> rig.jobs.submit(
                        bob, new JobRequest.Submit(new IdempotencyKey("b"), Specs.after("true", "afterok:" + job))))) {
            assertThat(message(attempt)).isEqualTo(absent.replace(none.value(), job.value()));
        }
        assertThat(rig.jobs.list(bob, new JobRequest.List(false, null)).jobs()).isEmpty();
        Caller person = new Caller(JobsRig.ANN.user(), null);
        assertThat(rig.jobs.list(person, new JobRequest.List(true, null)).jobs())
                .hasSize(1);
        rig.jobs.cancel(person, new JobRequest.Cancel(job, null));
        await().until(() -> rig.status(job).state() == JobState.CANCELLED);
    }

    private static String message(Runnable attempt) {
        try {
            attempt.run();
            return "it worked";
        } catch (HpcException e) {
            return e.code() + e.reason();
        }
    }

    private JobInfo end(JobInfo job) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.status(job.job()).state().terminal());
        return rig.status(job.job());
    }

    private String how(JobInfo job) {
        JobInfo ended = end(job);
        return ended.state() + " " + ended.exitCode() + " " + ended.signal();
    }

    private Event onlyEvent() {
        assertThat(rig.events()).hasSize(1);
        return rig.events().getFirst();
    }

    private String log(JobId job) {
        return log(job, null);
    }

    private String log(JobId job, @Nullable Integer element) {
        return new String(
                rig.jobs
                        .logs(JobsRig.ANN, new JobRequest.Logs(job, LogStream.STDOUT, null, null, element))
                        .data()
                        .toArray(),
                StandardCharsets.UTF_8);
    }

    private TaskFolder task(JobId job) {
        return rig.places.folder(job).task(-1);
    }

    private List<Path> folders() {
        try (var jobs = Files.list(home.resolve("jobs"))) {
            return jobs.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
