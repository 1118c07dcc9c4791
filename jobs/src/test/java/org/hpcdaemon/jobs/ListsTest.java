package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of more jobs than one message holds. */
final class ListsTest {
    private static final List<Integer> FAILED =
            IntStream.range(3_990_000, 4_000_000).boxed().toList();

    @TempDir
    Path home;

    @Test
    void largeArraysAreListedInAsManyPiecesAsItTakesAndNoneIsLeftOut() throws IOException {
        try (JobsRig rig = new JobsRig(home, JobsRig.LIMITS, Host.here(), local -> local)) {
            List<JobId> jobs = ManyJobs.ended(rig, 40, FAILED);
            List<JobId> listed = new ArrayList<>();
            JobList page = list(rig, null);
            while (page.hasMore()) {
                listed.addAll(ids(page));
                assertThat(Json.write(page).length()).isLessThan(Limits.TEXT_BYTES);
                page = list(rig, listed.getLast());
            }
            listed.addAll(ids(page));

            assertThat(listed).containsExactlyInAnyOrderElementsOf(jobs).doesNotHaveDuplicates();
        }
    }

    @Test
    void oneAnswerHoldsAsManyAsWereAskedForAndSaysWhetherThereAreOthers() throws IOException {
        try (JobsRig rig = new JobsRig(home, JobsRig.LIMITS, Host.here(), local -> local)) {
            ManyJobs.ended(rig, 3, List.of());
            assertThat(rig.jobs.list(JobsRig.ANN, new JobRequest.List(false, 3)).hasMore())
                    .isFalse();
            JobList two = rig.jobs.list(JobsRig.ANN, new JobRequest.List(false, 2));
            assertThat(two.jobs()).hasSize(2).extracting(JobInfo::state).containsOnly(JobState.FAILED);
            assertThat(two.hasMore()).isTrue();
            JobId last = two.jobs().getLast().job();
            assertThat(rig.jobs
                            .list(JobsRig.ANN, new JobRequest.List(false, 2, last))
                            .jobs())
                    .hasSize(1);
        }
    }

    private static JobList list(JobsRig rig, @Nullable JobId after) {
        return rig.jobs.list(JobsRig.ANN, new JobRequest.List(false, 1000, after));
    }

    private static List<JobId> ids(JobList page) {
        return page.jobs().stream().map(JobInfo::job).toList();
    }
}
