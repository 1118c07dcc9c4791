package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files over streams, through cuts. */
final class FileTransfersTest {
    private static final int STREAM = 7;
    private static final int PIECE = 60_000;

    @TempDir
    Path folder;

    private FileRig rig;
    private byte[] content = new byte[0];

    @BeforeEach
    void start() throws IOException {
        rig = FileRig.off(folder);
        content = new byte[3_000_001];
        new Random(4711).nextBytes(content);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static <T> CompletableFuture<T> begin(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
    }

    private CompletableFuture<FileWritten> upload(TestRoute route, FileRequest.Upload request) {
        return begin(() -> rig.files.upload(FileRig.CALLER, route, request.withStream(STREAM)));
    }

    /** As far as the agent may, from where the daemon says; the offset that it got to. */
    private int send(TestRoute route, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Math.min(at + PIECE, to);
            int next = at;
            await().until(() -> next - route.agent(STREAM).acknowledgedInput() < 900_000);
            if (!route.toDaemon(STREAM, at, Arrays.copyOfRange(content, at, end))) {
                return at;
            }
            at = end;
        }
        return at;
    }

    private void awaitBound(TestRoute route) {
        await().until(() -> route.bound() == 1 && !route.notices().isEmpty());
    }

    private boolean isAlone(String name) throws IOException {
        try (Stream<Path> all = Files.list(rig.work())) {
            return all.map(path -> String.valueOf(path.getFileName())).toList().equals(java.util.List.of(name));
        }
    }

    @Test
    void anUploadGoesOnAfterACutAndIsWhole() throws Exception {
        FileRequest.Upload request =
                FileRequest.Upload.of(FileRig.key(), FileRig.path("data")).withMode("0640");
        TestRoute first = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileWritten> cut = upload(first, request);
        awaitBound(first);
        send(first, 0, 1_000_000);
        await().until(() -> first.agent(STREAM).acknowledgedInput() >= 500_000);
        first.cut();
        assertThatThrownBy(cut::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessageContaining("ask again with the same key");
        assertThat(rig.work().resolve("data")).doesNotExist();
        long there = rig.files
                .partial(FileRig.CALLER, new FileRequest.Partial(request.key(), request.path()))
                .size();
        assertThat(there).isBetween(500_000L, 1_000_000L);

        TestRoute second = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileWritten> whole = upload(second, request);
        awaitBound(second);
        assertThat(second.agent(STREAM).acknowledgedInput()).isEqualTo(there);
        send(second, (int) there, content.length);
        second.endInput(STREAM, content.length);

        FileWritten written = whole.join();
        assertThat(written.sha256()).isEqualTo(Sha256.hex(content));
        assertThat(written.mode()).isEqualTo("0640");
        assertThat(Files.readAllBytes(rig.work().resolve("data"))).isEqualTo(content);
        assertThat(isAlone("data")).isTrue();
        assertThat(upload(new TestRoute(FileRig.CALLER), request).join())
                .as("asked again, the same answer")
                .isEqualTo(written);
    }

    @Test
    void anUploadWhoseConditionIsNotMetLeavesNothing() throws Exception {
        rig.write("work/data", "mine");
        TestRoute route = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileWritten> refused =
                upload(route, new FileRequest.Upload(FileRig.key(), FileRig.path("data"), 0, null, false, true, null));
        awaitBound(route);
        send(route, 0, 100);
        route.endInput(STREAM, 100);

        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(rig.work().resolve("data")).hasContent("mine");
        assertThat(isAlone("data")).isTrue();
    }

    @Test
    void whatNobodyWentOnWithForADayIsRemoved() throws Exception {
        Path old = rig.write("work/.hpc-upload-old", "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Path young = rig.write("work/.hpc-upload-young", "x");
        TestRoute route = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileWritten> empty =
                upload(route, FileRequest.Upload.of(FileRig.key(), FileRig.path("empty")));
        awaitBound(route);
        route.endInput(STREAM, 0);

        assertThat(empty.join().size()).isZero();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aDownloadGoesOnWhereTheAgentIs() throws Exception {
        Path file = Files.write(rig.work().resolve("data"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-----"));
        TestRoute route = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileSent> cut = begin(() ->
                rig.files.download(FileRig.CALLER, route, new FileRequest.Download(FileRig.path("data"), STREAM, 0)));
        await().until(() -> route.agent(STREAM).offset() > 0);
        route.cut();
        await().until(cut::isDone);

        long from = 1_234_567;
        TestRoute again = new TestRoute(FileRig.CALLER);
        again.agent(STREAM).from(from);
        FileSent sent =
                rig.files.download(FileRig.CALLER, again, new FileRequest.Download(FileRig.path("data"), STREAM, from));

        assertThat(again.agent(STREAM).offset()).isEqualTo(content.length);
        assertThat(sent.size()).isEqualTo(content.length);
        assertThat(sent.mode()).isEqualTo("0740");
        assertThat(sent.sha256()).as("of the whole").isEqualTo(Sha256.hex(content));
        assertThat(again.bound()).isZero();
    }

    @Test
    void aFileThatGrowsMeanwhileIsSentAsFarAsItWasAndSummedUpSo() throws Exception {
        Path file = Files.write(rig.work().resolve("log"), content);
        TestRoute route = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileSent> sending = begin(() ->
                rig.files.download(FileRig.CALLER, route, new FileRequest.Download(FileRig.path("log"), STREAM, 0)));
        await().until(() -> route.agent(STREAM).offset() > 0);
        for (int i = 0; i < 100; i++) {
            Files.write(file, Arrays.copyOf(content, 30_000), StandardOpenOption.APPEND);
        }

        FileSent sent = sending.join();

        assertThat(sent.size()).isGreaterThanOrEqualTo(content.length);
        assertThat(route.agent(STREAM).offset()).isEqualTo(sent.size());
        assertThat(sent.sha256())
                .isEqualTo(Sha256.hex(Arrays.copyOf(Files.readAllBytes(file), Math.toIntExact(sent.size()))));
    }

    @Test
    void ofADownloadThatIsNotAcknowledgedAWindowIsSentAndNoMore() throws Exception {
        Files.write(rig.work().resolve("data"), content);
        TestRoute route = new TestRoute(FileRig.CALLER);
        route.agent(STREAM).acknowledging(false);
        CompletableFuture<FileSent> sending = begin(() ->
                rig.files.download(FileRig.CALLER, route, new FileRequest.Download(FileRig.path("data"), STREAM, 0)));
        await().until(() -> route.agent(STREAM).offset() > Limits.STREAM_WINDOW - StreamFrame.MAX_BYTES);
        assertThat(route.agent(STREAM).offset()).isLessThanOrEqualTo(Limits.STREAM_WINDOW);

        // Of what is sent after an acknowledgement, nothing is written over what waited.
        route.agent(STREAM).acknowledging(true);
        route.acknowledge(STREAM, route.agent(STREAM).offset());

        assertThat(sending.join().sha256()).isEqualTo(Sha256.hex(content));
        assertThat(route.agent(STREAM).hash()).isEqualTo(Sha256.hex(content));
        assertThat(route.credit()).as("given back").isEqualTo(Limits.ROUTE_WINDOW);
    }

    @Test
    void aCutEndsADownloadThatWaitsForItsAgentAndGivesItsCreditBack() throws Exception {
        Files.write(rig.work().resolve("data"), content);
        TestRoute route = new TestRoute(FileRig.CALLER);
        route.agent(STREAM).acknowledging(false);
        CompletableFuture<FileSent> sending = begin(() ->
                rig.files.download(FileRig.CALLER, route, new FileRequest.Download(FileRig.path("data"), STREAM, 0)));
        await().until(() -> route.agent(STREAM).offset() > Limits.STREAM_WINDOW - StreamFrame.MAX_BYTES);

        route.cut();

        assertThatThrownBy(sending::join).cause().hasMessageContaining("the connection has closed");
        assertThat(route.credit()).isEqualTo(Limits.ROUTE_WINDOW);
    }

    @Test
    void anUploadThatBreaksTheRulesOfStreamsIsTold() throws Exception {
        TestRoute route = new TestRoute(FileRig.CALLER);
        CompletableFuture<FileWritten> upload =
                upload(route, FileRequest.Upload.of(FileRig.key(), FileRig.path("data")));
        awaitBound(route);

        assertThatThrownBy(() -> route.toDaemon(STREAM, 0, new byte[Limits.STREAM_WINDOW + 1]))
                .hasMessageContaining("more than " + Limits.STREAM_WINDOW + " bytes of input are unacknowledged");
        assertThatThrownBy(() -> route.toDaemon(STREAM, 1, new byte[1])).hasMessageContaining("0 is expected next");
        route.toDaemon(STREAM, 0, Arrays.copyOf(content, PIECE));
        route.toDaemon(STREAM, PIECE / 2, Arrays.copyOfRange(content, PIECE / 2, 2 * PIECE));
        assertThatThrownBy(() -> route.endInput(STREAM, PIECE))
                .hasMessageContaining("input ends at " + PIECE + ", and " + 2 * PIECE + " bytes came");
        route.endInput(STREAM, 2L * PIECE);

        assertThat(upload.join().sha256()).isEqualTo(Sha256.hex(Arrays.copyOf(content, 2 * PIECE)));
        assertThat(Files.readAllBytes(rig.work().resolve("data"))).isEqualTo(Arrays.copyOf(content, 2 * PIECE));
    }

    @Test
    void aFullDiskEndsAnUploadAndLeavesTheOldFile() throws Exception {
        Path small = Files.createDirectories(rig.work().resolve("small"));
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this user may not mount a small file system");
        try {
            rig.write("work/small/data", "old");
            TestRoute route = new TestRoute(FileRig.CALLER);
            CompletableFuture<FileWritten> full =
                    upload(route, FileRequest.Upload.of(FileRig.key(), FileRig.path("small/data")));
            awaitBound(route);
            send(route, 0, 1_800_000);

            assertThatThrownBy(full::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                    .hasMessageContaining("the disk or quota that holds small/data is full");
            assertThat(small.resolve("data")).hasContent("old");
        } finally {
            assertThat(new ProcessBuilder("umount", small.toString()).start().waitFor())
                    .isZero();
        }
    }
}
