package org.hpcdaemon.session.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastLineTest {
    @TempDir
    private Path folder;

    @Test
    void itsTimeIsReadWhateverItHolds() throws IOException {
        Path file = Files.writeString(
                folder.resolve("cast"), "{}\n[1.000000,\"o\",\"a\"]\n[12.500000,\"o\",\"\u2705\u2028\"]\n[13.0");

        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            assertThat(LastLine.of(open)).isEqualTo(new LastLine(Files.size(file) - "[13.0".length(), 12_500_000));
        }
    }
}
