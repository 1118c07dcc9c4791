package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogsTest {
    private static final int LONG_MS = 30_000;

    @TempDir
    Path home;

    @Test
    void whoFollowsALogHearsOfEachPieceAndOfTheEndWithoutAsking() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobId job = rig.submit(
                            Specs.sh(
                                    "echo one; until [ -e go1 ]; do sleep 0.05; done; printf two; until [ -e go2 ]; do sleep 0.05; done"))
                    .job();
            assertThat(text(logs(rig, job, 0, LONG_MS))).isEqualTo("one\n");

            CompletableFuture<LogChunk> second = CompletableFuture.supplyAsync(() -> logs(rig, job, 4, LONG_MS));
            Files.createFile(rig.work().resolve("go1"));
            LogChunk piece = second.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(text(piece)).isEqualTo("two");
            assertThat(piece.complete()).isFalse();

            CompletableFuture<LogChunk> end = CompletableFuture.supplyAsync(() -> logs(rig, job, 7, LONG_MS));
            Files.createFile(rig.work().resolve("go2"));
            LogChunk last = end.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(text(last)).isEmpty();
            assertThat(last.complete()).isTrue();
        }
    }

    @Test
    void aWaitThatBringsNothingEndsAndSaysWhereTheLogIs() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobId job = rig.submit(Specs.sh("echo one; until [ -e go ]; do sleep 0.05; done"))
                    .job();
            await().until(() -> logs(rig, job, 0, 0).size() == 4);

            LogChunk nothing = logs(rig, job, 4, 300);

            assertThat(nothing.size()).isEqualTo(4);
            assertThat(text(nothing)).isEmpty();
            assertThat(nothing.complete()).isFalse();
            Files.createFile(rig.work().resolve("go"));
            await().until(() -> rig.status(job).state().terminal());
        }
    }

    @Test
    void aLogReadInPiecesIsTheWholeLog() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobId job = rig.submit(Specs.sh("seq 20000")).job();
            await().until(() -> rig.status(job).state().terminal());
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            LogChunk chunk;
            do {
                chunk = rig.jobs.logs(
                        JobsRig.ANN,
                        new JobRequest.Logs(job, LogStream.STDOUT, (long) read.size(), 1000, null, LONG_MS));
                read.writeBytes(chunk.data().toArray());
            } while (!chunk.complete());
            assertThat(read.toString(StandardCharsets.US_ASCII).lines())
                    .hasSize(20_000)
                    .contains("1", "20000");
        }
    }

    /** A shell that a full disk or a closed pipe would end goes on, and who follows reads what stays, and nothing that is cut off. */
    @Test
    void aLogThatIsFullSaysSoInItsLastLineAndTheJobGoesOn() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobId job = rig.submit(Specs.sh(
                            "yes | head -c 5000000; until [ -e go ]; do yes | head -c 9000; sleep 0.01; done; exit 7"))
                    .job();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            await().until(() -> {
                read.writeBytes(logs(rig, job, read.size(), 1000).data().toArray());
                return read.toString(StandardCharsets.US_ASCII).endsWith("directory instead\n");
            });
            Files.createFile(rig.work().resolve("go"));
            await().until(() -> rig.status(job).state().terminal());

            assertThat(rig.status(job).exitCode()).isEqualTo(7);
            LogChunk end = logs(rig, job, read.size(), LONG_MS);
            assertThat(text(end)).isEmpty();
            assertThat(end.complete()).isTrue();
            assertThat(end.size()).isEqualTo(Files.size(log(rig, job))).isLessThan(JobsRig.LOG_BYTES + 1000);
            assertThat(read.toString(StandardCharsets.US_ASCII).substring((int) JobsRig.LOG_BYTES))
                    .startsWith("\nhpc-daemon: this log is full (4000000 bytes")
                    .endsWith("\n");
            assertThat(rig.events().getFirst().stdoutTail()).contains("this log is full");
        }
    }

    private static Path log(JobsRig rig, JobId job) {
        return rig.places.folder(job).path().resolve("stdout");
    }

    private static LogChunk logs(JobsRig rig, JobId job, long from, int waitMs) {
        return rig.jobs.logs(JobsRig.ANN, new JobRequest.Logs(job, LogStream.STDOUT, from, null, null, waitMs));
    }

    private static String text(LogChunk chunk) {
        return new String(chunk.data().toArray(), StandardCharsets.UTF_8);
    }
}
