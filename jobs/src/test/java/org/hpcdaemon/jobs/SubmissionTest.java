package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.testkit.SampleApproval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scheduler's answers, and its silence, make of a job. */
final class SubmissionTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k");
    private static final JobSpec SPEC = Specs.sh("true");

    @TempDir
    Path home;

    private final FakeScheduler cluster = new FakeScheduler();
    private JobsRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new JobsRig(home, JobsRig.LIMITS, Host.here(), local -> cluster);
    }

    @AfterEach
    void close() {
        cluster.hanging = false;
        cluster.hang.release();
        rig.close();
    }

    @Test
    void aScriptWithDosLineBreaksIsRefusedInTheWordsOfSbatch() throws Exception {
        try (JobsRig rig = new JobsRig(home)) {
            assertThatThrownBy(() -> rig.submit(Specs.script("#!/bin/sh\r\necho a\r\n")))
                    .hasMessageContaining("\"script\"")
                    .hasMessageContaining("Batch script contains DOS line breaks (\\r\\n)");
        }
    }

    @Test
    void aJobIsDecidedAboutAsTheSchedulerUnderstandsItBeforeAnythingOfItIsStored() {
        rig.admission = (_, request) -> {
            if (request instanceof JobRequest.Submit submit
                    && "gpu".equals(submit.spec().partition())) {
                throw new HpcException(ErrorCode.NOT_ALLOWED, "not there");
            }
        };
        cluster.partitionOfScripts = "gpu";
        assertThatThrownBy(() -> rig.submit(KEY, SPEC)).hasMessage("not there");
        assertThat(cluster.submissions).hasValue(0);
        assertThat(rig.jobs.list(JobsRig.ANN, new JobRequest.List(false, null)).jobs())
                .isEmpty();

        cluster.partitionOfScripts = "short";
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.partitionOfScripts = "gpu";
        assertThat(rig.submit(KEY, SPEC).job()).as("its first answer").isEqualTo(job.job());
    }

    @Test
    void anAmbiguousSubmissionThatArrivedIsFoundAndNotRepeated() {
        cluster.arrives = true;
        cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));

        JobInfo job = rig.submit(KEY, SPEC);

        assertThat(job.state()).isEqualTo(JobState.PENDING);
        await().until(() -> "77".equals(rig.status(job.job()).schedulerId()));
        assertThat(cluster.submissions).hasValue(1);
    }

    @Test
    void anAmbiguousSubmissionThatDidNotArriveIsRepeatedOnlyWhenTheSchedulerSaysSo() {
        cluster.silent = true;
        cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));
        JobInfo job = rig.submit(KEY, SPEC);
        int asked = cluster.lookups.get();
        await().until(() -> cluster.lookups.get() > asked + 3);
        assertThat(cluster.submissions).hasValue(1);

        cluster.silent = false;

        await().until(() -> "77".equals(rig.status(job.job()).schedulerId()));
        assertThat(cluster.submissions).hasValue(2);
        assertThat(rig.submit(KEY, SPEC).job()).isEqualTo(job.job());
    }

    @Test
    void aJobThatIsCancelledBeforeTheSchedulerHadItIsNeverSubmitted() {
        cluster.silent = true;
        cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));
        JobInfo job = rig.submit(KEY, SPEC);
        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job.job(), null));
        cluster.silent = false;

        await().until(() -> rig.status(job.job()).state() == JobState.CANCELLED);
        assertThat(cluster.submissions).hasValue(1);
        assertThat(rig.events()).hasSize(1);
    }

    @Test
    void aSchedulerThatIsAwayLeavesNoJobAndTheKeyFree() {
        cluster.answers.add(new Scheduler.Submission.Unavailable("down"));
        assertThatThrownBy(() -> rig.submit(KEY, SPEC))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEDULER_UNAVAILABLE));
        assertThat(all()).isZero();

        assertThat(rig.submit(KEY, SPEC).schedulerId()).isEqualTo("77");
        assertThat(all()).isOne();
    }

    @Test
    void aRefusalIsTheAnswerAlsoTheSecondTime() {
        cluster.answers.add(new Scheduler.Submission.Refused("no such partition"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> rig.submit(KEY, SPEC))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEDULER_REFUSED))
                    .hasMessage("no such partition");
        }
        assertThat(cluster.submissions).hasValue(1);
        assertThat(all()).isZero();
    }

    @Test
    void aSchedulerThatFallsSilentChangesNoStateAndIsCaughtUpWithInOneSurvey() {
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        await().until(() -> rig.status(job.job()).state() == JobState.RUNNING);
        cluster.silent = true;
        int asked = cluster.surveys.get();
        await().until(() -> cluster.surveys.get() > asked + 3);
        assertThat(rig.status(job.job()).state()).isEqualTo(JobState.RUNNING);
        assertThat(rig.jobs.watcher().schedulerSilentSince()).isPresent();

        cluster.sighting = new Sighting.Ended(JobState.NODE_FAIL, null, null, "node1 died", Instant.now());
        cluster.silent = false;

        await().until(() -> rig.status(job.job()).state() == JobState.NODE_FAIL);
        assertThat(rig.jobs.watcher().schedulerSilentSince()).isEmpty();
        assertThat(rig.events()).hasSize(1);
    }

    @Test
    void whileNoJobIsActiveTheSchedulerIsNotAsked() throws IOException {
        JobInfo job = rig.submit(KEY, SPEC);
        record(job, "exit", "attempt=1\ncode=0\nat=1000\nend\n");
        cluster.sighting = new Sighting.Ended(JobState.COMPLETED, 0, null, null, Instant.now());
        await().until(() -> rig.status(job.job()).state() == JobState.COMPLETED);
        int asked = cluster.surveys.get();
        await().during(Duration.ofMillis(200)).until(() -> cluster.surveys.get() == asked);
    }

    @Test
    void aSchedulerThatHangsDoesNotHideARecord() throws IOException {
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        await().until(() -> rig.status(job.job()).state() == JobState.RUNNING);
        cluster.hang.drainPermits();
        cluster.hanging = true;
        await().until(() -> cluster.hang.hasQueuedThreads());

        Files.writeString(rig.places.folder(job.job()).path().resolve("exit"), "attempt=1\ncode=3\nat=1000\nend\n");
        Files.createFile(rig.places.folders().resolve(".news").resolve(job.job().value()));

        await().until(() -> String.valueOf(rig.status(job.job()).reason()).startsWith("its command exited with 3"));
        assertThat(rig.status(job.job()).finished()).isFalse();
        assertThat(rig.events()).isEmpty();
        cluster.sighting = new Sighting.Ended(JobState.FAILED, 3, null, "failed", Instant.now());
        cluster.hanging = false;
        cluster.hang.release(100);

        await().until(() -> rig.status(job.job()).state() == JobState.FAILED);
        assertThat(rig.status(job.job()).exitCode()).isEqualTo(3);
        assertThat(rig.events()).hasSize(1);
    }

    @Test
    void aSuccessThatTheSchedulerDeniesWakesNoAgentAndStartsNoDependentJob() throws IOException {
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        await().until(() -> rig.status(job.job()).state() == JobState.RUNNING);
        record(job, "exit", "attempt=1\ncode=0\nat=1000\nend\n");
        await().until(() -> cluster.explained.size() > 1);
        assertThat(rig.status(job.job()).state()).isEqualTo(JobState.RUNNING);
        assertThat(rig.events()).isEmpty();

        cluster.explanation = new Sighting.Ended(
                JobState.OUT_OF_MEMORY, null, null, "used more memory than it asked for", Instant.now());

        await().until(() -> rig.status(job.job()).finished());
        assertThat(rig.status(job.job()).state()).isEqualTo(JobState.OUT_OF_MEMORY);
        assertThat(rig.events()).extracting(event -> event.endedJob().state()).containsExactly(JobState.OUT_OF_MEMORY);
    }

    @Test
    void aJobThatNoSourceReportsIsGivenUpAndItsLateRecordCorrectsItWithoutASecondWakeUp() throws IOException {
        cluster.sighting = new Sighting.Forgotten("purged");
        JobInfo job = rig.submit(KEY, SPEC);
        await().until(() -> rig.status(job.job()).finished());
        assertThat(rig.status(job.job()))
                .returns(JobState.UNKNOWN, JobInfo::state)
                .returns(null, JobInfo::exitCode);
        assertThat(rig.events()).extracting(event -> event.endedJob().state()).containsExactly(JobState.UNKNOWN);
        assertThat(rig.jobs.watcher().activeJobs()).isZero();

        record(job, "exit", "attempt=1\ncode=3\nat=1000\nend\n");
        rig.submit(Specs.sh("true")); // or no thread would look any longer

        await().until(() -> rig.status(job.job()).state() == JobState.FAILED);
        assertThat(rig.status(job.job()).exitCode()).isEqualTo(3);
        assertThat(rig.events()).extracting(event -> event.endedJob().job()).containsOnlyOnce(job.job());
    }

    @Test
    void whileTheSchedulerIsSilentNoJobIsGivenUp() {
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.sighting = new Sighting.Forgotten("purged");
        cluster.silent = true;
        await().during(Duration.ofMillis(500))
                .until(() -> !rig.status(job.job()).finished());
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void howATaskEndedThatHasARecordIsAskedAtOnceAndOfThatTaskAlone() throws IOException {
        JobInfo other = rig.submit(Specs.sh("true"));
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        await().until(() -> rig.status(job.job()).state() == JobState.RUNNING
                && rig.status(other.job()).state() == JobState.RUNNING);
        cluster.explanation = new Sighting.Ended(JobState.TIMEOUT, null, "TERM", "TimeLimit", Instant.now());
        record(job, "exit", "attempt=1\nsignal=15\nat=1000\nend\n");

        await().until(() -> rig.status(job.job()).state() == JobState.TIMEOUT);
        assertThat(cluster.explained).contains(List.of(new TaskKey(job.job(), TaskKey.PLAIN)));
        assertThat(rig.status(other.job()).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aSubmissionThatHangsOnADiskHoldsUpNoOther() throws Exception {
        JobInfo job = rig.submit(KEY, SPEC);
        JobSpec slow = Specs.sh("on a mount that hangs");
        cluster.slowlyUnderstood = slow;
        Thread submitting = Thread.ofVirtual().start(() -> rig.submit(slow));
        await().until(() -> cluster.hang.hasQueuedThreads());

        assertThat(rig.status(job.job()).job()).isEqualTo(job.job());
        assertThat(rig.submit(Specs.sh("another")).schedulerId()).isEqualTo("77");

        cluster.hang.release();
        submitting.join();
        assertThat(all()).isEqualTo(3);
    }

    @Test
    void allUnconfirmedJobsAreLookedUpAtOnceAndTriedUpToTheFirstSilence() {
        for (int i = 0; i < 20; i++) {
            cluster.answers.add(new Scheduler.Submission.Ambiguous("timed out"));
        }
        cluster.silent = true;
        for (int i = 0; i < 10; i++) {
            rig.submit(SPEC);
        }
        assertThat(cluster.submissions).hasValue(10);
        int before = cluster.surveys.get();

        await().until(() -> cluster.surveys.get() > before + 3);
        assertThat(cluster.submissions)
                .as("nothing said that it does not have them")
                .hasValue(10);

        cluster.silent = false;
        await().until(() -> cluster.answers.isEmpty());
        assertThat(cluster.surveys.get() - before)
                .as("one try each that is not answered")
                .isGreaterThanOrEqualTo(10);
        await().until(() -> cluster.submissions.get() == 30);
        assertThat(all()).isEqualTo(10);
    }

    @Test
    void aSchedulerThatFailsByADefectIsOneThatDoesNotAnswer() {
        JobInfo job = rig.submit(KEY, SPEC);
        cluster.broken = true;
        await().until(() -> rig.jobs.watcher().schedulerSilentSince().isPresent());

        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        cluster.broken = false;

        await().until(() -> rig.status(job.job()).state() == JobState.RUNNING);
        assertThat(rig.jobs.watcher().schedulerSilentSince()).isEmpty();
    }

    @Test
    void aJobIsRemovedWithItsLogsOnceItHasEndedAndNotBefore() throws IOException {
        JobInfo job = rig.submit(KEY, SPEC);
        JobRequest.Remove remove = new JobRequest.Remove(job.job());
        assertThatThrownBy(() -> rig.jobs.remove(JobsRig.ANN, remove)).hasMessageContaining("has not ended: cancel it");
        Caller other = new Caller(JobsRig.ANN.user(), new AgentId("a_87654321"));

        cluster.sighting = new Sighting.Ended(JobState.COMPLETED, 0, null, null, Instant.now());
        await().until(() -> rig.status(job.job()).finished());
        Path folder = rig.places.folder(job.job()).path();
        Path outside = Files.createFile(rig.work().resolve("outside"));
        Files.createSymbolicLink(Files.createDirectories(folder.resolve("tmp")).resolve("link"), rig.work());
        assertThatThrownBy(() -> rig.jobs.remove(other, remove)).hasMessageContaining("no job " + job.job());
        rig.jobs.remove(JobsRig.ANN, remove);

        assertThat(folder).doesNotExist();
        assertThat(outside).exists();
        assertThat(all()).isZero();
        assertThatThrownBy(() -> rig.status(job.job())).hasMessageContaining("no job " + job.job());
        assertThat(rig.events()).as("its wake-up still comes").hasSize(1);
    }

    @Test
    void endedJobsThatAreTooManyOrTooOldAreRemovedButNoneBeforeItsWakeUpWasSent() {
        cluster.sighting = new Sighting.Ended(JobState.COMPLETED, 0, null, null, Instant.now());
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(rig.submit(SPEC).job());
        }
        await().until(() -> jobs.stream().allMatch(job -> rig.status(job).finished()));
        cluster.sighting = new Sighting.Running(Instant.now(), "node1", 1);
        JobId running = rig.submit(SPEC).job();

        prune(0, Duration.ZERO);
        assertThat(all()).as("their wake-ups wait").isEqualTo(5);

        sent();
        decided();
        prune(4, Duration.ofDays(1));
        assertThat(all()).as("none too many, none too old").isEqualTo(5);
        prune(3, Duration.ofDays(1));
        assertThat(all()).isEqualTo(4);
        assertThat(rig.places.folder(jobs.getFirst()).path()).doesNotExist();
        prune(3, Duration.ofDays(-1));
        assertThat(all()).isOne();
        assertThat(rig.status(running).job()).isEqualTo(running);
    }

    private void prune(int most, Duration longest) {
        new EndedJobs(rig.store, rig.places, InstantSource.system(), most, longest).prune();
    }

    /** A wake-up that is not about a job waits, which keeps none. */
    private void decided() {
        Instant now = Instant.EPOCH;
        Event event = Event.decided(
                new EventId("e_11111111"), JobsRig.BOX, now, SampleApproval.of(null, ApprovalState.ALLOWED, now));
        var _ = rig.database.write(sql -> {
            rig.outbox.add(sql, event);
            return event;
        });
    }

    private void sent() {
        var _ = rig.database.write(sql -> Sql.update(sql, "UPDATE outbox SET state = 'sent'"));
    }

    private void record(JobInfo job, String name, String text) throws IOException {
        Files.writeString(rig.places.folder(job.job()).path().resolve(name), text);
        Files.createFile(rig.places.folders().resolve(".news").resolve(job.job().value()));
    }

    private int all() {
        return rig.jobs
                .list(JobsRig.ANN, new JobRequest.List(false, null))
                .jobs()
                .size();
    }
}
