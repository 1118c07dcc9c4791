package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.session.route.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptOutputsTest {
    private static final Caller CALLER = new Caller(new UserId("u_12345678"), null);

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-07-01T12:00:00Z"));

    private static CommandKey key(String key) {
        return new CommandKey(CALLER, new IdempotencyKey(key));
    }

    private Path keep(KeptOutputs outputs, String key, int bytes) {
        KeptCommand command = outputs.of(key(key));
        command.begin();
        command.stdout().append(new byte[bytes], bytes);
        command.end(now.get());
        return outputs.file(key(key), LogStream.STDOUT);
    }

    @Test
    void whateverThePiecesAreEachByteIsWhereItBelongs() {
        Random random = new Random(20261129);
        int size = 3 * (Limits.RUN_HEAD_BYTES + Limits.RUN_TAIL_BYTES);
        byte[] all = new byte[size];
        random.nextBytes(all);
        Path file = folder.resolve("k.out");
        try (KeptOutput kept = new KeptOutput(file)) {
            for (int at = 0; at < size; ) {
                int count = Math.min(size - at, 1 + random.nextInt(200_000));
                kept.append(Arrays.copyOfRange(all, at, at + count), count);
                at += count;
                long from = random.nextInt(at);
                LogChunk chunk = KeptOutput.read(file, from, 1 + random.nextInt(300_000), false);
                assertThat(chunk.size()).isEqualTo(at);
                assertThat(chunk.from()).isGreaterThanOrEqualTo(from);
                int begin = (int) chunk.from();
                assertThat(chunk.data().toArray())
                        .isEqualTo(Arrays.copyOfRange(
                                all, begin, begin + chunk.data().length()));
                assertThat(chunk.data().length()).isPositive().isLessThanOrEqualTo(at - begin);
            }
        }
        assertThat(KeptOutput.size(file)).isEqualTo(size);
    }

    @Test
    void noOtherUserReadsThem() throws Exception {
        Path file = keep(new KeptOutputs(folder.resolve("o"), now::get), "k", 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void theyGoADayAfterTheEndAndNotBeforeIt() {
        KeptOutputs outputs = new KeptOutputs(folder, now::get);
        KeptCommand running = outputs.of(key("running"));
        running.begin();
        running.stdout().append(new byte[1], 1);
        Path ended = keep(outputs, "ended", 1);
        now.updateAndGet(at -> at.plus(KeptOutputs.KEEP).minus(Duration.ofMinutes(1)));
        outputs.prune();
        assertThat(ended).exists();
        now.updateAndGet(at -> at.plus(Duration.ofMinutes(2)));
        outputs.prune();
        assertThat(ended).doesNotExist();
        assertThat(outputs.file(key("running"), LogStream.STDOUT)).exists();
    }

    @Test
    void theOldestMakeRoom() {
        KeptOutputs outputs = new KeptOutputs(folder, now::get, 2000);
        Path first = keep(outputs, "first", 900);
        now.updateAndGet(at -> at.plusSeconds(1));
        Path second = keep(outputs, "second", 900);
        now.updateAndGet(at -> at.plusSeconds(1));
        Path third = keep(outputs, "third", 900);
        outputs.prune();
        assertThat(first).doesNotExist();
        assertThat(second).exists();
        assertThat(third).exists();
    }

    @Test
    void aKeyThatIsUsedAgainBeginsWithNothing() {
        KeptOutputs outputs = new KeptOutputs(folder, now::get);
        Path file = keep(outputs, "k", 5);
        outputs.of(key("k")).begin();
        assertThat(file).doesNotExist();
    }

    @Test
    void whereNothingCanBeWrittenTheCommandGoesOn() {
        KeptOutput kept = new KeptOutput(folder.resolve("missing").resolve("k.out"));
        kept.append(new byte[10], 10);
        kept.close();
        assertThat(kept.size()).isZero();
    }
}
