package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What newcomers to the SDK begin with: the examples, and what the calls in them do where it goes otherwise. */
final class ExamplesTest extends OneBox {
    /** More than the window of a stream and than the heap that {@link World#onTheSdk} gives. */
    private static final int FILE_BYTES = 40_000_000;

    private HpcClient client;

    @BeforeAll
    void connect() {
        client = world.directClient(key);
    }

    private Outcome<String> example(String name, String... arguments) {
        return world.onTheSdk(key, "org.hpcdaemon.examples." + name, arguments);
    }

    @Test
    void aCommandsStreamsComeApartWithItsExitCode() {
        Outcome<String> outcome = example("RunCommand", "box");

        assertThat(outcome.err()).isEqualTo("to stderr\n");
        assertThat(outcome.out()).matches("to stdout\nexit code 7 after \\d+ ms\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aShellKeepsWhatACommandChangedUntilItIsClosed() {
        assertThat(example("KeepShell", "box"))
                .isEqualTo(new Outcome<>(
                        0,
                        "$ count=41; greet() { echo \"hello from $1\"; }\n$ greet \"shell $((count + 1))\"\nhello from shell 42\n",
                        ""));

        try (DaemonSession session = client.connect(box.id())) {
            assertThat(session.shells().shells()).isEmpty();
        }
    }

    @Test
    void aJobWakesWhoSubmittedItAndIsAcknowledged() {
        Outcome<String> outcome = example("JobWakeUp", "box");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).matches("""
                submitted j_\\w+
                woken: COMPLETED, exit code 0
                context: what to do next: look at the loss curve
                last lines: trained
                """);
        assertThat(new Inbox(client).all()).isEmpty();
    }

    @Test
    void aFileLargerThanTheHeapIsCopiedThereAndBack(@TempDir Path folder) throws Exception {
        byte[] bytes = new byte[FILE_BYTES];
        new SplittableRandom(World.SEED).nextBytes(bytes);
        Path file = Files.write(folder.resolve("data"), bytes);
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));

        assertThat(example("CopyFile", "box", file.toString()))
                .isEqualTo(new Outcome<>(0, "%1$s  %2$s\n%1$s  data\n%1$s  %2$s.back\n".formatted(sum, file), ""));
        assertThat(box.work().resolve("data")).hasBinaryContent(bytes);
    }

    @Test
    void whatCannotBeStartedFailsWithItsReasonNotWithAStreams() {
        try (DaemonSession session = client.connect(box.id())) {
            RemoteCommand command = session.exec("no-such-program");

            assertThatThrownBy(() -> command.transferTo(System.out, System.err))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROGRAM));
        }
    }

    @Test
    void aJobIsWaitedForSoLongAndNoLonger() throws InterruptedException {
        try (DaemonSession session = client.connect(box.id())) {
            RemoteJob job = session.submit(JobSpec.of(List.of("sh", "-c", "echo begun; exec sleep 4713.1")));

            assertThat(job.await(Duration.ZERO).finished()).isFalse();
            await().until(() -> job.log(LogStream.STDOUT).text(), "begun\n"::equals);
            assertThat(job.cancel().job()).isEqualTo(job.id());
            assertThat(job.await().state()).isEqualTo(JobState.CANCELLED);
            List<EventId> woken = client.awaitEvent(event -> event.isOf(job.id()), Duration.ofMinutes(2)).stream()
                    .map(Event::id)
                    .toList();
            assertThat(client.acknowledge(woken)).isEqualTo(1);
            job.remove();
            assertThatThrownBy(job::info)
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void withoutAKeyAnExampleSaysWhatToSet() {
        Outcome<String> outcome = world.onTheSdk("", "org.hpcdaemon.examples.RunCommand", "box");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("HPC_API_KEY is not set; set HPC_URL");
    }
}
