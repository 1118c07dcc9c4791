package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search in as many files as a data set has, which may not be made to wait for all of them. */
@Tag("slow")
final class LargeTreeTest {
    private static final int DIRECTORIES = 200;
    private static final int FILES = 1000;

    @Test
    void theFirstMatchesInTwoHundredThousandFilesComeWithinTheirBoundAndTheRestIsSaidToBeThere(@TempDir Path folder)
            throws IOException {
        try (FileRig rig = FileRig.off(folder)) {
            for (int i = 0; i < DIRECTORIES; i++) {
                // Names of one file, which take no blocks of their own; each hundredth directory has the word.
                Path content = rig.write("content/" + i, i % 100 == 50 ? "the word is here\n" : "nothing is here\n");
                Path directory = Files.createDirectories(rig.work().resolve("d%03d".formatted(i)));
                for (int j = 0; j < FILES; j++) {
                    Files.createLink(directory.resolve("f%03d".formatted(j)), content);
                }
            }
            FileRequest.Search search = FileRequest.Search.all(FileRig.path("."))
                    .withContent(SearchContent.ofText("word"))
                    .withLimit(10);

            FileMatches first = rig.files.search(FileRig.CALLER, search.withMaxMs(20_000));
            while (first.stopped() == SearchStop.TIME) { // on a machine that builds
                assertThat(first.matches()).isEmpty();
                first = rig.files.search(
                        FileRig.CALLER, search.withMaxMs(20_000).from(first.next()));
            }

            assertThat(first.matches())
                    .hasSize(10)
                    .allSatisfy(match -> assertThat(match.path().text()).startsWith("d050/f00"));
            assertThat(first.stopped()).isEqualTo(SearchStop.LIMIT);
            assertThat(rig.files.search(FileRig.CALLER, search.withMaxMs(1)).stopped())
                    .isEqualTo(SearchStop.TIME);
        }
    }
}
