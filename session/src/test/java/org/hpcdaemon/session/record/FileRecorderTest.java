package org.hpcdaemon.session.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.stream.Stream;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings as they are made, read by the rules of their format. */
final class FileRecorderTest {
    @TempDir
    Path temp;

    private static void print(Recording recording, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        recording.output(RecordedStream.TERMINAL, bytes, bytes.length);
    }

    @Test
    void aPlayerReadsWhatWasPrintedWhenAndOnWhatTerminal() throws Exception {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"))) {
            rig.recorder.start();
            Recording recording = rig.recorder.begin(RecorderRig.shell("train"));
            rig.nanos.addAndGet(1_500_000_000);
            print(recording, "hello \u001b[1mwörld\u001b[0m \ud83d\ude00\r\n");
            rig.nanos.addAndGet(250_000);
            recording.resize(40, 120);
            print(recording, "wide");
            recording.end(new Exit.Code(3));

            Cast cast = rig.ended();
            assertThat(cast.header().get("width").asInt()).isEqualTo(80);
            assertThat(cast.header().get("height").asInt()).isEqualTo(24);
            assertThat(cast.header().get("timestamp").asLong()).isEqualTo(1_782_907_200);
            assertThat(cast.header().get("title").asString()).isEqualTo("train");
            assertThat(cast.header().get("command").asString()).isEqualTo("bash");
            assertThat(cast.events())
                    .containsExactly(
                            new Cast.Event(1.5, "o", "hello \u001b[1mwörld\u001b[0m \ud83d\ude00\r\n"),
                            new Cast.Event(1.50025, "r", "120x40"),
                            new Cast.Event(1.50025, "o", "wide"),
                            new Cast.Event(1.50025, "m", "ended with exit code 3"));
            RecordingInfo info = rig.all().getFirst();
            assertThat(info.kind()).isEqualTo(RecordingKind.SHELL);
            assertThat(info.agent()).isEqualTo(RecorderRig.AGENT);
            assertThat(info.agentName()).isEqualTo("builder");
            assertThat(info.shell()).hasToString("s_12345678");
            assertThat(info.title()).isEqualTo("train");
            assertThat(info.startedAt()).isEqualTo("2026-07-01T12:00:00.250Z");
            assertThat(info.bytes()).isEqualTo(Files.size(rig.recordings.path(info.recording())));
        }
    }

    @Test
    void aFileIsForItsOwnerAloneAndNothingOfAnAgentsIsInItsName() throws Exception {
        Path folder = temp.resolve("rec");
        try (RecorderRig rig = new RecorderRig(folder)) {
            rig.recorder.start();
            rig.recorder.begin(RecorderRig.shell("../../etc/x")).end(new Exit.Code(0));
            ExecRequest.Run run = ExecRequest.Run.ofLine(new IdempotencyKey("..:..k"), "cat ../../x");
            rig.recorder.begin(Recorded.command(null, run)).end(new Exit.Signalled(9));
            await().until(() ->
                    rig.all().stream().filter(info -> info.endedAt() != null).count() == 2);

            assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).hasSize(2).allSatisfy(file -> {
                    assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                    assertThat(file.getFileName().toString())
                            .matches("20260701T120000250Z-(shell-a_12345678|exec-user)-r_[a-z0-9]{24}\\.cast");
                });
            }
        }
    }

    @Test
    void aCommandsLinesEndAsOnATerminalAndItsTwoOutputsCutNoCharacterOfEachOther() throws Exception {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"))) {
            rig.recorder.start();
            ExecRequest.Run run = ExecRequest.Run.ofLine(new IdempotencyKey("k"), "make 'all of it'");
            Recording recording = rig.recorder.begin(Recorded.command(RecorderRig.AGENT, run));
            byte[] umlaut = "ö\n".getBytes(StandardCharsets.UTF_8);
            recording.output(RecordedStream.STDOUT, umlaut, 1);
            recording.output(RecordedStream.STDERR, "e\n".getBytes(StandardCharsets.UTF_8), 2);
            recording.output(RecordedStream.STDOUT, new byte[] {umlaut[1], umlaut[2]}, 2);
            recording.output(RecordedStream.STDERR, umlaut, 1);
            recording.end(new Exit.Signalled(15));

            Cast cast = rig.ended();
            assertThat(cast.output()).isEqualTo("e\r\nö\r\n\ufffd");
            assertThat(cast.markers()).containsExactly("ended by signal TERM");
            assertThat(cast.header().get("command").asString()).isEqualTo("make 'all of it'");
            assertThat(rig.all().getFirst().key()).hasToString("k");
        }
    }

    @Test
    void binaryOutputIsAValidRecording() throws Exception {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"))) {
            rig.recorder.start();
            Recording recording = rig.recorder.begin(RecorderRig.shell("noise"));
            byte[] noise = new byte[60_000];
            new Random(7).nextBytes(noise);
            recording.output(RecordedStream.TERMINAL, noise, noise.length);
            recording.end(new Exit.Code(0));

            assertThat(rig.ended().output()).isEqualTo(new String(noise, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aDiskThatHangsCostsNothingButWhatItCannotTake() throws Exception {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"), new RecordingChoice(true, 16, 100, 30))) {
            Recording recording = rig.recorder.begin(RecorderRig.shell("flood"));
            Recording other = rig.recorder.begin(RecorderRig.shell("other"));
            byte[] piece = "x".repeat(64 << 10).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 100; i++) {
                recording.output(RecordedStream.TERMINAL, piece, piece.length);
            }
            print(other, "still here");
            recording.resize(50, 100);

            rig.recorder.start(); // it goes on
            await().until(() -> rig.all().stream().anyMatch(info -> info.bytes() > (1 << 20)));
            await().until(() -> {
                print(recording, "again");
                return lines(rig).anyMatch(line -> line.contains("again"));
            });
            recording.end(new Exit.Code(0));
            other.end(new Exit.Code(0));
            await().until(() -> rig.all().stream().allMatch(info -> info.endedAt() != null));

            Cast cast = Cast.read(rig.recordings.path(named(rig, "flood").recording()));
            long written = cast.output().chars().filter(c -> c == 'x').count();
            assertThat(written).isLessThanOrEqualTo(RecordingQueue.BYTES_EACH).isGreaterThan(1 << 20);
            assertThat(cast.markers().getFirst())
                    .isEqualTo((100L * piece.length - written) + " bytes of output are missing here");
            assertThat(cast.output()).contains("[recording: " + cast.markers().getFirst() + "]");
            assertThat(cast.sizes()).containsExactly("100x50");
            assertThat(Cast.read(rig.recordings.path(named(rig, "other").recording()))
                            .output())
                    .isEqualTo("still here");
        }
    }

    private static Stream<String> lines(RecorderRig rig) throws Exception {
        return Files.readAllLines(rig.recordings.path(named(rig, "flood").recording())).stream();
    }

    private static RecordingInfo named(RecorderRig rig, String title) {
        return rig.all().stream()
                .filter(info -> title.equals(info.title()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDaemonStopsThoughADiskHangs() {
        RecorderRig rig = new RecorderRig(temp.resolve("rec"));
        print(rig.recorder.begin(RecorderRig.shell("lost")), "x");

        rig.recorder.close(); // nothing was ever written, as on a disk that hangs

        assertThat(rig.recorder.begin(RecorderRig.shell("late"))).isSameAs(Recording.NONE);
    }

    @Test
    void whatIsNotOverWhenTheDaemonStopsIsEnded() throws Exception {
        RecorderRig rig = new RecorderRig(temp.resolve("rec"));
        rig.recorder.start();
        print(rig.recorder.begin(RecorderRig.shell("open")), "half a line");

        rig.recorder.close();

        assertThat(rig.ended().output()).isEqualTo("half a line");
        assertThat(rig.ended().markers()).containsExactly("the daemon stopped");
    }

    @Test
    void aFullOneSaysSoAndTakesNoMore() throws Exception {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"))) {
            rig.recorder.start();
            Recording recording = rig.recorder.begin(RecorderRig.shell("long"));
            for (int i = 0; i < 40; i++) {
                byte[] piece = "y".repeat(50_000).getBytes(StandardCharsets.UTF_8);
                recording.output(RecordedStream.TERMINAL, piece, piece.length);
            }
            Cast cast = rig.ended();

            assertThat(rig.all().getFirst().bytes())
                    .isLessThanOrEqualTo(1_000_000)
                    .isGreaterThan(900_000);
            assertThat(cast.markers()).singleElement().asString().startsWith("full, with ");
            assertThat(cast.events().getLast().data()).contains("[recording: full, with ");
            recording.end(new Exit.Code(0));
        }
    }

    @Test
    void aFullDiskKeepsWholeLinesAndTheNextRecordingWorks() throws Exception {
        Path small = Files.createDirectories(temp.resolve("small"));
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this user may not mount a small file system");
        try (RecorderRig rig = new RecorderRig(small.resolve("rec"))) {
            rig.recorder.start();
            Recording recording = rig.recorder.begin(RecorderRig.shell("disk"));
            byte[] piece = "z".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20; i++) {
                recording.output(RecordedStream.TERMINAL, piece, piece.length);
            }
            Cast cast = rig.ended();
            assertThat(cast.output()).hasSizeBetween(10_000, 64 << 10).matches("z+");
            recording.end(new Exit.Code(0));

            assertThat(rig.recordings.removeAll()).isEqualTo(1);
            Recording next = rig.recorder.begin(RecorderRig.shell("next"));
            print(next, "room again");
            next.end(new Exit.Code(0));
            assertThat(rig.ended().output()).isEqualTo("room again");
        } finally {
            assertThat(new ProcessBuilder("umount", small.toString()).start().waitFor())
                    .isZero();
        }
    }

    @Test
    void nothingIsRecordedUnlessItIsWanted() {
        try (RecorderRig rig = new RecorderRig(temp.resolve("rec"), RecordingChoice.OFF)) {
            rig.recorder.start();

            assertThat(rig.recorder.begin(RecorderRig.shell("no"))).isSameAs(Recording.NONE);
            assertThat(rig.folder).doesNotExist();
            assertThat(rig.all()).isEmpty();
        }
    }
}
