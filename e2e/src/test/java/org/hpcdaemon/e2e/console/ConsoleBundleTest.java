package org.hpcdaemon.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.hpcdaemon.e2e.world.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page that is committed is the one that its sources make. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleBundleTest {
    private static final Path COMMITTED = Path.of("../platform/src/main/resources/org/hpcdaemon/platform/console");

    /** A phone on a slow line has it in a few seconds. */
    private static final int MAX_BYTES = 250 << 10;

    private Path sources;
    private Path scratch;

    @BeforeAll
    void fetch(@TempDir Path folder) throws IOException {
        scratch = folder;
        sources = ConsoleSources.fetched(folder);
    }

    @Test
    void itsTypesFit() throws IOException {
        Outcome<String> checked = ConsoleSources.run(scratch, "cd " + sources + "; npm run --silent check");

        assertThat(checked.exitCode()).as(checked.out() + checked.err()).isZero();
    }

    @Test
    void theCommittedFilesAreThoseThatTheSourcesMake() throws IOException {
        Path built = scratch.resolve("built");
        Outcome<String> made = ConsoleSources.run(scratch, "cd " + sources + "; node build.mjs " + built);

        assertThat(made.exitCode()).as(made.out() + made.err()).isZero();
        assertThat(contents(COMMITTED))
                .as("made anew by `npm ci && npm run build` in console/")
                .isEqualTo(contents(built));
    }

    @Test
    void withoutTheTerminalItIsSmall() throws IOException {
        int total = 0;
        for (Map.Entry<String, byte[]> file : files(COMMITTED).entrySet()) {
            total += file.getKey().startsWith("terminal-") ? 0 : compressed(file.getValue());
        }
        assertThat(total).isLessThan(MAX_BYTES);
    }

    @Test
    void itsListOfPackagesNamesNoRegistry() throws IOException {
        assertThat(sources.resolve("package-lock.json"))
                .content()
                .contains("\"integrity\"")
                .doesNotContain("\"resolved\"");
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        files(folder).forEach((name, bytes) -> contents.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
        return contents;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static int compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }
}
