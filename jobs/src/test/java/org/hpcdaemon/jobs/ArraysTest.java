package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class ArraysTest {
    private static final String SECOND_FAILS = "echo $HPC_ARRAY_TASK_ID; [ $HPC_ARRAY_TASK_ID != 2 ]";

    @TempDir
    Path home;

    @Test
    void eachElementHasAWakeUpOfItsOwnInOrder() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobInfo job = end(rig, rig.submit(Specs.array(SECOND_FAILS, "0-3")));

            List<JobInfo> all = elements(rig, job, null, null);
            assertThat(all).extracting(JobInfo::element).containsExactly(0, 1, 2, 3);
            assertThat(all).extracting(JobInfo::exitCode).containsExactly(0, 0, 1, 0);
            assertThat(all).extracting(JobInfo::usage).doesNotContainNull();
            assertThat(elements(rig, job, 1, 2)).isEqualTo(all.subList(1, 3));
            assertThat(rig.jobs.status(JobsRig.ANN, new JobRequest.Status(job.job(), 2)))
                    .isEqualTo(all.get(2));
            assertThatThrownBy(() -> rig.jobs.status(JobsRig.ANN, new JobRequest.Status(job.job(), 4)))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining("element 4");
        }
    }

    @Test
    void wakeUpsAreOneForTheWholeUnlessEachElementIsAskedFor() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobInfo quiet = end(rig, rig.submit(Specs.array(SECOND_FAILS, "0-3")));
            assertThat(rig.events()).extracting(Event::type).containsExactly(Event.JOB_FINISHED);

            JobInfo told = end(rig, rig.submit(Specs.wakeEach(SECOND_FAILS, "0-3")));

            List<Event> events = rig.events().stream()
                    .filter(event -> !event.isOf(quiet.job()))
                    .toList();
            assertThat(events)
                    .filteredOn(event -> event.type().equals(Event.ELEMENT_FINISHED))
                    .extracting(event ->
                            event.endedJob().element() + " " + event.endedJob().state() + " " + event.stdoutTail())
                    .containsExactlyInAnyOrder("0 COMPLETED 0\n", "1 COMPLETED 1\n", "2 FAILED 2\n", "3 COMPLETED 3\n");
            assertThat(events.getLast().type()).isEqualTo(Event.JOB_FINISHED);
            assertThat(events.getLast().job()).isEqualTo(told);
            assertThat(events).hasSize(5);
        }
    }

    @Test
    void whatAnArrayTookCountsEachElementAsLongAsItRan() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobUsage idle = took(rig, Specs.array("sleep 0.3", "0-1"));
            assertThat(idle.runMs()).isGreaterThanOrEqualTo(300);
            assertThat(idle.cpuEfficiency()).isLessThan(0.5);
            JobUsage busy = took(rig, Specs.array("timeout 0.5 sh -c 'while :; do :; done'; true", "0"));
            assertThat(busy.cpuEfficiency()).isGreaterThan(idle.cpuEfficiency());
        }
    }

    /** The signals of signal(7) that end a process, and the first and last of those for real time; element 200 + n exits with 128 + n. */
    @Test
    void aDeathByASignalAndTheExitCodeLikeItAreToldApartForEverySignal() throws IOException {
        String script = "ulimit -c 0; n=$HPC_ARRAY_TASK_ID; [ $n -lt 200 ] || exit $((n - 72)); kill -$n $$";
        String signals = "1-16,24-27,29-31,34,64";
        String exits = "201-216,224-227,229-231,234,264";
        try (JobsRig rig = new JobsRig(home)) {
            JobInfo job = end(rig, rig.submit(Specs.array(script, signals + "," + exits)));

            assertThat(elements(rig, job, null, null)).hasSize(50).allSatisfy(info -> {
                int element = Objects.requireNonNull(info.element());
                boolean signalled = element < 200;
                assertThat(info.signal()).isEqualTo(signalled ? SignalNames.of(element) : null);
                assertThat(info.exitCode()).isEqualTo(signalled ? null : Integer.valueOf(element - 72));
            });
        }
    }

    private static JobUsage took(JobsRig rig, JobSpec spec) {
        return Objects.requireNonNull(end(rig, rig.submit(spec)).usage());
    }

    private static List<JobInfo> elements(JobsRig rig, JobInfo job, @Nullable Integer from, @Nullable Integer limit) {
        return rig.jobs
                .elements(JobsRig.ANN, new JobRequest.Elements(job.job(), from, limit))
                .jobs();
    }

    private static JobInfo end(JobsRig rig, JobInfo job) {
        await().until(() -> rig.status(job.job()).state().terminal());
        JobInfo ended = rig.status(job.job());
        assertThat(ended.state()).isIn(JobState.COMPLETED, JobState.FAILED);
        return ended;
    }
}
