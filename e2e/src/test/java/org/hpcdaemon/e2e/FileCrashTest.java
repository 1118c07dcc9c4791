package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteUpload;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the daemon while it writes leaves a file that is whole: the old one or the new one. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FileCrashTest {
    private static final int KILLS = 8;

    /** A write of such a text takes some milliseconds, the time between two kills. */
    private static final int CHARACTERS = 400_000;

    private static final int PAUSE_MS = 120;

    private World world;
    private Daemon box;
    private DaemonSession session;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(FileCrashTest.class, folder);
        box = world.box();
        session = world.client(world.platform().agentKey(World.ADA, "agent")).connect(box.id());
    }

    @AfterAll
    void stop() throws IOException {
        world.close();
    }

    private static String version(int number) {
        return (number % 10 + "").repeat(CHARACTERS);
    }

    private void killOnce(SplittableRandom random) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(random.nextInt(PAUSE_MS), TimeUnit.MILLISECONDS);
        box.program().kill();
    }

    @Test
    void aFileThatIsReplacedAgainAndAgainIsWholeAfterEachKill() throws Exception {
        SplittableRandom random = new SplittableRandom(World.SEED);
        Path file = box.work().resolve("replaced");
        session.files().write("replaced", version(0));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    for (int number = 1; !over.get(); number++) {
                        try {
                            session.files().write("replaced", version(number));
                            written.incrementAndGet();
                        } catch (HpcException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                        }
                    }
                },
                task -> Thread.ofVirtual().start(task));

        for (int kill = 0; kill < KILLS; kill++) {
            int before = written.get();
            await().until(() -> written.get() > before || writer.isDone());
            killOnce(random);
            String left = Files.readString(file);
            box.startAgain();
            assertThat(left).hasSize(CHARACTERS);
            assertThat(left.chars().distinct().count())
                    .as("versions in one file")
                    .isEqualTo(1);
        }
        over.set(true);
        writer.join();
    }

    @Test
    void anUploadGoesOnAfterEachKillAndTheOldFileIsThereUntilItsEnd() throws Exception {
        SplittableRandom random = new SplittableRandom(World.SEED);
        byte[] content = new byte[24 << 20];
        random.nextBytes(content);
        Path file = box.work().resolve("uploaded");
        session.files().write("uploaded", "old");
        RemoteUpload upload = session.files().upload("uploaded");
        int piece = content.length / KILLS;
        try (OutputStream out = upload.bytes()) {
            for (int at = 0; at < content.length; at += piece) {
                out.write(content, at, piece);
                killOnce(random);
                assertThat(file).hasContent("old");
                box.startAgain();
            }
        }

        assertThat(upload.result().size()).isEqualTo(content.length);
        assertThat(file).hasBinaryContent(content);
    }
}
