package org.hpcdaemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLogTest {
    private static final AppendLog.Loss LOSS = new AppendLog.Loss() {
        @Override
        public String missed(long lines) {
            return "missed " + lines;
        }

        @Override
        public String dropped(long lines) {
            return "dropped " + lines;
        }
    };

    @TempDir
    private Path folder;

    @Test
    void lines_are_added_for_the_owner_alone_whoever_else_adds_some() throws Exception {
        Path file = folder.resolve("audit.log");
        new AppendLog(file, 1000, 2, LOSS).append("one");
        new AppendLog(file, Long.MAX_VALUE, 0, LOSS).append("two");
        new AppendLog(file, 1000, 2, LOSS).append("three");
        assertThat(Files.readAllLines(file)).containsExactly("one", "two", "three");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void it_is_bounded_and_says_how_many_lines_went() throws Exception {
        Path file = folder.resolve("audit.log");
        AppendLog log = new AppendLog(file, 100, 2, LOSS);
        for (int i = 0; i < 1000; i++) {
            log.append("line %05d".formatted(i));
        }
        List<String> kept = new ArrayList<>();
        for (String name : List.of("audit.log.2", "audit.log.1", "audit.log")) {
            kept.addAll(Files.readAllLines(folder.resolve(name)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3).allMatch(each -> each.toFile().length() < 200);
        }
        // What went is counted by the lines of every file that was begun; the last of them is still there.
        assertThat(kept).last().isEqualTo("line 00999");
        assertThat(kept).anyMatch(line -> line.matches("dropped 1[01]"));
        List<String> lines =
                kept.stream().filter(line -> line.startsWith("line")).toList();
        assertThat(lines).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_full_disk_stops_nothing_and_is_told_when_there_is_room_again() throws Exception {
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), "64k")) {
            Path file = disk.folder().resolve("audit.log");
            AppendLog log = new AppendLog(file, Long.MAX_VALUE, 0, LOSS);
            log.append("before");
            Path filler = disk.folder().resolve("filler");
            disk.fill(filler);
            String large = "x".repeat(8000);
            for (int i = 0; i < 3; i++) {
                log.append(large);
            }
            assertThat(Files.readString(file)).startsWith("before\n").doesNotEndWith("x");
            int whole = Files.readAllLines(file).size() - 1;
            Files.delete(filler);
            log.append("after");
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.subList(whole + 1, lines.size())).containsExactly("missed " + (3 - whole), "after");
        }
    }

    /** A small disk, where the system lets us have one. */
    private record Tmpfs(Path folder) implements AutoCloseable {
        static Tmpfs mount(Path folder, String size) throws IOException {
            Files.createDirectories(folder);
            int mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
            assumeTrue(mounted == 0, "a full disk is tested as root, on a tmpfs");
            return new Tmpfs(folder);
        }

        void fill(Path file) {
            try {
                Files.write(file, new byte[1 << 20]);
            } catch (IOException e) {
                // Full, as wanted.
            }
        }

        @Override
        public void close() throws IOException {
            run("umount", folder.toString());
        }

        private static int run(String... command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue();
        }
    }
}
