package org.hpcdaemon.daemon.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
    @TempDir
    private Path temp;

    @Test
    void theLogStaysBoundedUnderItsWriterAndAFollowerMissesNothing() throws IOException {
        LogFile log = new LogFile(temp.resolve("box.log"));
        log.prepare();
        ByteArrayOutputStream followed = new ByteArrayOutputStream();
        Follower follower = new Follower(log, followed);
        long written = 0;
        // As the process has it: opened once for appending, and kept open through rotations.
        try (OutputStream stdout = new FileOutputStream(log.path().toFile(), true)) {
            for (int i = 0; written < 3 * LogFile.MAX_BYTES; i++) {
                byte[] line = (i + " " + "x".repeat(100_000) + "\n").getBytes(StandardCharsets.UTF_8);
                stdout.write(line);
                written += line.length;
                follower.step();
                log.rotate();
                assertThat(log.length()).isLessThan(LogFile.MAX_BYTES);
            }
        }
        assertThat(followed.size()).isEqualTo(written);
        assertThat(Files.size(log.older())).isBetween(LogFile.MAX_BYTES, LogFile.MAX_BYTES + 200_000);
        assertThat(temp.toFile().list()).hasSize(2);
    }

    @Test
    void theEndOfTheLogStartsWhereTheProcessDid() throws IOException {
        LogFile log = new LogFile(temp.resolve("box.log"));
        assertThat(log.tail(5, 0)).isEmpty();
        Files.writeString(log.path(), "old\n");
        long from = log.length();
        Files.writeString(log.path(), "old\none\ntwo\nthree\n");
        assertThat(log.tail(2, from)).containsExactly("two", "three");
        assertThat(log.tail(9, from)).containsExactly("one", "two", "three");
    }
}
