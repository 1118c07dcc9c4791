package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.sandbox.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that hangs costs the calls that are made of it. */
final class HungFilesTest {
    @TempDir
    Path folder;

    /** The machine's files, from which nothing comes while it hangs. */
    private static final class Hanging implements FileView {
        private final FileView files = Guard.OFF.files();
        private final CountDownLatch answers = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public <T> T call(Work<T> work) throws IOException {
            return files.call(root -> {
                waiting.incrementAndGet();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                } finally {
                    waiting.decrementAndGet();
                }
                return work.from(root);
            });
        }

        @Override
        public List<Path> allowed() {
            return List.of();
        }
    }

    @Test
    void aCallIsGivenUpAndKeepsItsSlotUntilTheKernelLetsGo() throws Exception {
        Hanging view = new Hanging();
        try (FileRig rig = FileRig.on(folder, view, Duration.ofMillis(20))) {
            rig.write("work/data", "mine");
            for (int i = 0; i < Limits.FILE_CALLS_PER_AGENT; i++) {
                assertThatThrownBy(() -> rig.read("data"))
                        .isInstanceOfSatisfying(
                                HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT))
                        .hasMessageContaining("the file system of data did not answer");
            }

            assertThatThrownBy(() -> rig.read("data"))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                    .hasMessageContaining("file calls under way");

            view.answers.countDown();
            await().until(() -> view.waiting.get() == 0);
            await().ignoreExceptions()
                    .until(() -> "mine".equals(rig.read("data").text()));
        }
    }

    /** The machine's files, of which each call ends only when it may. */
    private record EndingLate(CountDownLatch mayEnd) implements FileView {
        @Override
        public <T> T call(Work<T> work) throws IOException {
            try {
                return Guard.OFF.files().call(work);
            } finally {
                awaitEnd();
            }
        }

        private void awaitEnd() throws IOException {
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public List<Path> allowed() {
            return List.of();
        }
    }

    @Test
    void aSearchAnswersWithWhatItHasFoundAndNamesWhatDoesNotAnswer() throws Exception {
        EndingLate view = new EndingLate(new CountDownLatch(1));
        try (FileRig rig = FileRig.on(folder, view, Duration.ofSeconds(2))) {
            rig.write("work/a", "word\n");
            rig.write("work/b", "nothing\n");

            AtomicReference<FileMatches> found = new AtomicReference<>();
            await().ignoreExceptions().until(() -> {
                found.set(rig.files.search(
                        FileRig.CALLER,
                        FileRequest.Search.all(FileRig.path(".")).withContent(SearchContent.ofText("word"))));
                return found.get() != null;
            });

            assertThat(found.get().matches()).hasSize(1);
            assertThat(found.get().stopped()).isEqualTo(SearchStop.HANGS);
            assertThat(found.get().next()).isEqualTo(new SearchPosition(FileRig.path("b"), null));
            view.mayEnd.countDown();
        }
    }

    @Test
    void itIsSeenAndEndedAtTheMachine() throws Exception {
        Hanging view = new Hanging();
        try (FileRig rig = FileRig.on(folder, view, Duration.ofMinutes(2))) {
            rig.write("work/data", "mine");
            CompletableFuture<FileContent> read = CompletableFuture.supplyAsync(
                    () -> rig.read("data"), task -> Thread.ofVirtual().start(task));
            CompletableFuture<FileRemoved> removed = CompletableFuture.supplyAsync(
                    () -> rig.files.remove(
                            FileRig.CALLER, new FileRequest.Remove(FileRig.key(), FileRig.path("data"), false)),
                    task -> Thread.ofVirtual().start(task));
            await().until(() -> view.waiting.get() == 2);
            assertThat(rig.files.underWay()).hasSize(2);

            assertThat(rig.files.end(FileRig.CALLER)).isEqualTo(2);

            assertThat(failure(read).code()).isEqualTo(ErrorCode.ENDED);
            assertThat(failure(removed).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(rig.files.underWay())
                    .as("the kernel has not let go of them")
                    .hasSize(2);
            view.answers.countDown();
            await().until(() -> rig.files.underWay().isEmpty());
        }
    }

    private static HpcException failure(CompletableFuture<?> call) {
        try {
            Object _ = call.join();
            throw new AssertionError("it was answered");
        } catch (CompletionException e) {
            return (HpcException) Objects.requireNonNull(e.getCause());
        }
    }
}
