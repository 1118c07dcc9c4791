package org.hpcdaemon.session.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of recordings, and how it is found and read. */
final class RecordingsTest {
    @TempDir
    Path temp;

    private RecorderRig rig;

    @BeforeEach
    void start() {
        rig = new RecorderRig(temp.resolve("rec"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** One that has ended, of a minute later than the last. */
    private RecordingInfo made(Recorded what, String text) throws Exception {
        rig.now.updateAndGet(time -> time.plusSeconds(60));
        Instant at = rig.now.get();
        Recording recording = rig.recorder.begin(what);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        recording.output(RecordedStream.TERMINAL, bytes, bytes.length);
        recording.end(new Exit.Code(0));
        await().until(() -> rig.all().stream().anyMatch(info -> info.startedAt().equals(at) && info.endedAt() != null));
        RecordingInfo info = rig.all().getFirst();
        Files.setLastModifiedTime(rig.recordings.path(info.recording()), FileTime.from(at));
        return info;
    }

    private static Recorded owners(String key) {
        return Recorded.command(null, ExecRequest.Run.ofLine(new IdempotencyKey(key), "true"));
    }

    private List<RecordingId> ids(RecordingFilter filter) {
        return rig.recordings.list(filter, 100, null).recordings().stream()
                .map(RecordingInfo::recording)
                .toList();
    }

    @Test
    void theyAreListedNewestFirstByPagesAndFilters() throws Exception {
        rig.recorder.start();
        RecordingInfo first = made(RecorderRig.shell("one"), "a");
        RecordingInfo second = made(owners("k2"), "b");
        RecordingInfo third = made(RecorderRig.shell("three"), "c");

        RecordingList page = rig.recordings.list(RecordingFilter.ALL, 2, null);
        assertThat(page.more()).isTrue();
        assertThat(page.recordings())
                .extracting(RecordingInfo::recording)
                .containsExactly(third.recording(), second.recording());
        RecordingList rest = rig.recordings.list(RecordingFilter.ALL, 2, second.recording());
        assertThat(rest.more()).isFalse();
        assertThat(rest.recordings()).extracting(RecordingInfo::recording).containsExactly(first.recording());

        assertThat(ids(new RecordingFilter("user", null, null, null))).containsExactly(second.recording());
        assertThat(ids(new RecordingFilter("a_12345678", null, null, null)))
                .containsExactly(third.recording(), first.recording());
        assertThat(ids(new RecordingFilter("builder", null, null, null)))
                .containsExactly(third.recording(), first.recording());
        assertThat(ids(new RecordingFilter("nobody", null, null, null))).isEmpty();
        assertThat(ids(new RecordingFilter(null, RecordingKind.EXEC, null, null)))
                .containsExactly(second.recording());
        assertThat(ids(new RecordingFilter(null, null, second.startedAt(), third.startedAt())))
                .containsExactly(second.recording());
        assertThatThrownBy(() -> rig.recordings.list(RecordingFilter.ALL, 2, new RecordingId("r_00000000")))
                .hasMessageContaining("no recording r_00000000");
    }

    @Test
    void oneIsReadByRangesAlsoWhileItIsMade() throws Exception {
        rig.recorder.start();
        RecordingInfo made = made(RecorderRig.shell("pieces"), "x".repeat(5000));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        LogChunk chunk;
        do {
            chunk = rig.recordings.read(made.recording(), all.size(), 700);
            all.writeBytes(chunk.data().toArray());
        } while (!chunk.complete());
        assertThat(Cast.of(all.toByteArray()).output()).isEqualTo("x".repeat(5000));
        long end = all.size();
        assertThatThrownBy(() -> rig.recordings.read(made.recording(), end + 1, 1))
                .hasMessageContaining("past the recording's end");

        Recording open = rig.recorder.begin(RecorderRig.shell("open"));
        await().until(() -> rig.all().stream().anyMatch(info -> info.endedAt() == null));
        RecordingInfo live = rig.all().stream()
                .filter(info -> info.endedAt() == null)
                .findFirst()
                .orElseThrow();
        assertThat(rig.recordings.read(live.recording(), 0, 1 << 20).complete()).isFalse();
        assertThatThrownBy(() -> rig.recordings.remove(live.recording())).hasMessageContaining("is being made");
        open.end(null);
        await().until(() -> rig.all().stream().allMatch(info -> info.endedAt() != null));
        rig.recordings.remove(live.recording());
        assertThat(rig.all()).extracting(RecordingInfo::recording).containsExactly(made.recording());
    }

    @Test
    void theOldestGoWhenAllAreTooManyTooLargeOrTooOld() throws Exception {
        rig.recorder.start();
        for (int i = 0; i < 7; i++) {
            made(RecorderRig.shell("n" + i), "x".repeat(1000));
        }
        rig.upkeep.prune();
        assertThat(rig.all()).extracting(RecordingInfo::title).containsExactly("n6", "n5", "n4", "n3", "n2");

        long two = rig.all().getFirst().bytes() * 2;
        rig.recordings.prune(Instant.EPOCH, two + 100);
        assertThat(rig.all()).extracting(RecordingInfo::title).containsExactly("n6", "n5");

        rig.now.updateAndGet(time -> time.plus(Duration.ofDays(30)).minusSeconds(30));
        rig.upkeep.prune();
        assertThat(rig.all()).extracting(RecordingInfo::title).containsExactly("n6");
    }

    @Test
    void whatIsBeingMadeStaysWhateverTheBounds() throws Exception {
        rig.recorder.start();
        Recording open = rig.recorder.begin(RecorderRig.shell("open"));
        await().until(() -> rig.all().size() == 1);

        rig.recordings.prune(Instant.MAX, 0);

        assertThat(rig.all()).hasSize(1);
        open.end(new Exit.Code(0));
        assertThat(rig.ended().markers()).containsExactly("ended with exit code 0");
    }

    @Test
    void thoseOfAKilledDaemonEndWithTheirLastWholeLine() throws Exception {
        rig.recorder.start();
        RecordingInfo made = made(RecorderRig.shell("killed"), "whole");
        Path ended = rig.recordings.path(made.recording());
        Path part = ended.resolveSibling(ended.getFileName().toString().replace(".cast", ".part"));
        Files.move(ended, part);
        Files.writeString(part, "[7.250000,\"o\",\"late\"]\n[9.0,\"o\",\"ha", StandardOpenOption.APPEND);
        Path empty = Files.createFile(part.resolveSibling("20260701T120000250Z-exec-user-r_00000000.part"));
        Path cut = part.resolveSibling("20260701T120000250Z-exec-user-r_11111111.part");
        Files.writeString(cut, "{\"version\":2,\"wid");
        assertThat(rig.recordings.read(made.recording(), 0, 1 << 20).complete()).isFalse();

        try (RecorderRig next = new RecorderRig(rig.folder)) {
            next.recorder.start();

            Cast cast = next.ended();
            assertThat(cast.output()).isEqualTo("wholelate");
            assertThat(cast.events().getLast())
                    .isEqualTo(new Cast.Event(7.25, "m", "the daemon ended while this was recorded"));
            assertThat(empty).doesNotExist();
            assertThat(cut).doesNotExist();
        }
    }

    @Test
    void oneThatEndsWhileItIsListedIsListed() {
        rig.recorder.start();
        for (int i = 0; i < 50; i++) {
            int before = i;
            Recording recording = rig.recorder.begin(RecorderRig.shell("n" + i));
            await().until(() -> rig.all().size() == before + 1);
            recording.end(new Exit.Code(0));
            List<RecordingInfo> now = rig.all();
            while (now.stream().anyMatch(info -> info.endedAt() == null)) {
                assertThat(now).hasSize(before + 1);
                now = rig.all();
            }
            assertThat(now).hasSize(before + 1);
        }
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws Exception {
        rig.recorder.start();
        made(RecorderRig.shell("mine"), "x");
        Path other = Files.createFile(rig.folder.resolve("notes-r_00000000.cast"));
        Path none = Files.createFile(rig.folder.resolve(".nfs0001"));

        rig.recordings.prune(Instant.MAX, 0);

        assertThat(rig.all()).isEmpty();
        assertThat(List.of(other, none)).allMatch(Files::exists);
    }
}
