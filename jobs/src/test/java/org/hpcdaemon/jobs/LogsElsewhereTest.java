package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.jobs.folder.JobLogs;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs in files that a job's script names, in folders that the job may replace while they are read. */
final class LogsElsewhereTest {
    private static final JobId JOB = new JobId("j_12345678");

    @TempDir
    Path home;

    private Path allowed;
    private Path outside;
    private JobPlaces places;

    @BeforeEach
    void aJobWithItsLogInTheAllowedDirectory() throws IOException {
        home = home.toRealPath();
        allowed = Files.createDirectories(home.resolve("allowed"));
        outside = Files.createDirectories(home.resolve("outside"));
        places = new JobPlaces(
                home.resolve("jobs"),
                allowed,
                Guard.OFF,
                new AgentFiles(List.of(allowed), List.of(allowed.resolve("hidden"))),
                JobsRig.LOG_BYTES);
        Files.createDirectories(places.folder(JOB).path());
        Files.createDirectories(allowed.resolve("logs"));
        Files.writeString(allowed.resolve("logs/log"), "inside");
        Files.writeString(outside.resolve("log"), "outside");
        logIsAt(allowed.resolve("logs/log"));
    }

    @Test
    void aFolderThatIsALinkByTurnsNeverLeadsToAnotherFile() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> swapping = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                swap();
            }
        });
        int inside = 0;
        int refused = 0;
        while (inside < 300 || refused < 300) {
            try {
                String said = read();
                assertThat(said).isIn("inside", ""); // between two moves there is no such folder
                inside++;
            } catch (HpcException e) {
                refused++;
            }
            assertThat(swapping).isNotDone();
            assertThat(JobLogs.tail(places.log(JOB, TaskKey.PLAIN, LogStream.STDOUT)))
                    .doesNotContain("outside\n")
                    .isNotEqualTo("outside");
        }
        over.set(true);
        swapping.join();
    }

    /** As mv and ln do it. */
    private void swap() {
        try {
            Path logs = allowed.resolve("logs");
            Path real = allowed.resolve("real");
            Files.move(logs, real, StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(logs, outside);
            Files.delete(logs);
            Files.move(real, logs, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLogThatIsNotWithinTheAllowedDirectoriesIsNotRead() throws IOException {
        logIsAt(outside.resolve("log"));

        assertThatThrownBy(this::read).hasMessageContaining("outside of the directories agents may write to");
    }

    @Test
    void aLogThatIsHiddenFromAgentsIsNotRead() throws IOException {
        Files.createDirectories(allowed.resolve("hidden"));
        Files.writeString(allowed.resolve("hidden/log"), "hidden");
        logIsAt(allowed.resolve("hidden/log"));

        assertThatThrownBy(this::read).hasMessageContaining("hidden from agents");
    }

    @Test
    void aJobThatWantsNoLogHasAnEmptyOne() throws IOException {
        logIsAt(Path.of("/dev/null"));

        assertThat(read()).isEmpty();
    }

    /** As the wrapper leaves it. */
    private void logIsAt(Path file) throws IOException {
        Files.writeString(places.folder(JOB).task(TaskKey.PLAIN).path().resolve("stdout.at"), file.toString());
    }

    private String read() {
        return new String(
                JobLogs.read(places.log(JOB, TaskKey.PLAIN, LogStream.STDOUT), 0L, 1000, false)
                        .data()
                        .toArray(),
                StandardCharsets.UTF_8);
    }
}
