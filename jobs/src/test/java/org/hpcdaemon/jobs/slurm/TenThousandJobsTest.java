package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.ManyJobs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand jobs cost the scheduler one question at a time, and the daemon no look at each between two of them. */
final class TenThousandJobsTest {
    private static final int JOBS = 10_000;

    @TempDir
    Path home;

    @Test
    void allAreFollowedByOneQueryForEachSurvey() throws Exception {
        List<JobId> jobs;
        try (JobsRig before = rig()) {
            jobs = ManyJobs.accepted(before, JOBS);
        }
        Path table = home.resolve("table");
        table(table, jobs, "RUNNING");

        try (JobsRig rig = rig()) {
            JobId last = jobs.getLast();
            await().until(() -> rig.status(last).state() == JobState.RUNNING
                    && rig.status(jobs.getFirst()).state() == JobState.RUNNING);
            assertThat(questions("squeue")).isOne();

            // Of an end with a record, at its own folder alone, SLURM is asked how it was, and of nothing else.
            table(home.resolve("table.of.one"), List.of(last), "FAILED");
            Files.createDirectories(rig.places.folder(last).path());
            Files.writeString(rig.places.folder(last).path().resolve("exit"), "attempt=1\ncode=3\nat=1000\nend\n");
            Files.createFile(Files.createDirectories(rig.places.folders().resolve(".news"))
                    .resolve(last.value()));
            await().until(() -> rig.status(last).state() == JobState.FAILED);

            assertThat(Files.readAllLines(home.resolve("squeue.asked")))
                    .satisfiesExactly(
                            all -> assertThat(all).contains("--user="),
                            one -> assertThat(one).contains("--jobs=" + (1000 + JOBS - 1)));
            assertThat(Files.exists(home.resolve("sacct.asked"))).isFalse();
        }
    }

    private JobsRig rig() throws IOException {
        return ScriptedSlurm.rig(
                home,
                List.of("squeue", "sacct"),
                "echo \"$@\" >>" + home + "/${0##*/}.asked\ncase $* in *--jobs=*) one=.of.one;; esac\n"
                        + "[ ${0##*/} = sacct ] || cat " + home.resolve("table") + "$one 2>/dev/null\n");
    }

    private long questions(String program) throws IOException {
        return Files.readAllLines(home.resolve(program + ".asked")).size();
    }

    private static void table(Path file, List<JobId> jobs, String state) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            int id = 1000;
            for (JobId job : jobs) {
                out.write("%-20d%-80s%-20s%-16d%-16d%-24s%-24s%-64s%-64s%-100s\n"
                        .formatted(
                                id++,
                                "N/A",
                                state,
                                0,
                                0,
                                "2026-11-25T00:34:49",
                                "NONE",
                                "node17",
                                "hpc-daemon/" + job,
                                "None"));
            }
        }
    }
}
