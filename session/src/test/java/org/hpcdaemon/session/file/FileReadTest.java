package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code file.stat}, {@code file.list} and {@code file.read} answer. */
final class FileReadTest {
    @TempDir
    Path folder;

    private FileRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = FileRig.off(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private FileContent lines(String path, long line, int lines) {
        return rig.files.read(FileRig.CALLER, new FileRequest.Read(FileRig.path(path), line, lines, null, null));
    }

    private FileContent bytes(String path, long from, int most) {
        return rig.files.read(FileRig.CALLER, FileRequest.Read.bytes(FileRig.path(path), from, most));
    }

    private static byte[] data(FileContent content) {
        return Objects.requireNonNull(content.data()).toArray();
    }

    @Test
    void aTextIsReadByLines() throws IOException {
        rig.write("work/text", "one\ntwo\nthree\n");

        FileContent all = rig.read("text");
        assertThat(all.text()).isEqualTo("one\ntwo\nthree\n");
        assertThat(all.encoding()).isEqualTo("utf-8");
        assertThat(all.lines()).isEqualTo(3);
        assertThat(all.more()).isFalse();
        assertThat(all.sha256()).isEqualTo(Sha256.hex("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8)));
        FileContent middle = lines("text", 2, 1);
        assertThat(middle.text()).isEqualTo("two\n");
        assertThat(middle.line()).isEqualTo(2);
        assertThat(middle.from()).isEqualTo(4);
        assertThat(middle.more()).isTrue();
        assertThat(lines("text", 9, 1).text()).isEmpty();
    }

    @Test
    void theLastLinesAreCountedFromTheEnd() throws IOException {
        String text = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
        rig.write("work/text", text);
        rig.write("work/open", "one\ntwo");

        assertThat(lines("text", -2, 10).text()).isEqualTo("line 99999\nline 100000\n");
        assertThat(lines("text", -2, 10).line()).isEqualTo(99_999);
        assertThat(lines("open", -1, 10).text()).isEqualTo("two");
        assertThat(lines("open", -5, 10).text()).isEqualTo("one\ntwo");
    }

    @Test
    void aLineThatIsTooLongIsCutBetweenCharactersAndReadOn() throws IOException {
        String text = "x" + "é".repeat(Limits.FILE_TEXT_BYTES);
        rig.write("work/text", text);

        FileContent first = rig.read("text");

        assertThat(text).startsWith(String.valueOf(first.text()));
        assertThat(first.more()).isTrue();
        assertThat(first.to()).isEqualTo(Limits.FILE_TEXT_BYTES - 1);
        assertThat(bytes("text", first.to(), 2).data()).isEqualTo(org.hpcdaemon.protocol.message.value.Bytes.utf8("é"));
    }

    @Test
    void whatIsNoTextIsToldAsBytes() throws IOException {
        Files.write(rig.work().resolve("latin"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(rig.work().resolve("zeros"), new byte[] {'a', 0, 'b'});

        for (String name : List.of("latin", "zeros")) {
            FileContent content = rig.read(name);
            assertThat(content.encoding()).isEqualTo("binary");
            assertThat(content.text()).isNull();
            assertThat(data(content)).isEqualTo(Files.readAllBytes(rig.work().resolve(name)));
        }
    }

    @Test
    void bytesAreReadByRange() throws IOException {
        rig.write("work/data", "0123456789");

        FileContent piece = bytes("data", 3, 4);

        assertThat(new String(data(piece), StandardCharsets.UTF_8)).isEqualTo("3456");
        assertThat(piece.to()).isEqualTo(7);
        assertThat(piece.more()).isTrue();
        assertThat(piece.size()).isEqualTo(10);
        assertThat(data(bytes("data", 99, 4))).isEmpty();
    }

    @Test
    void anEmptyFileAndOneOfTheKernelsAreRead() throws IOException {
        rig.write("work/empty", "");

        assertThat(rig.read("empty").text()).isEmpty();
        assertThat(rig.read("/proc/version").text()).startsWith("Linux");
    }

    @Test
    void aPathBeginsInTheWorkingDirectoryOrAtHome() throws IOException {
        rig.write("work/here", "");
        rig.write("user/there", "");

        assertThat(rig.stat("here", false).path())
                .isEqualTo(FileRig.path(rig.work().resolve("here").toRealPath()));
        assertThat(rig.stat("~/there", false).type()).isEqualTo(FileType.FILE);
        assertThat(rig.stat("/", false).path()).isEqualTo(FilePath.of("/"));
    }

    @Test
    void whatIsMissingIsNamedToTheStepThatIs() {
        assertThatThrownBy(() -> rig.read("nothing"))
                .hasMessage("no file nothing")
                .satisfies(FileReadTest::notFound);
        assertThatThrownBy(() -> rig.read("no/thing"))
                .hasMessage("no file no/thing (on the way to it, at " + rig.work() + "/no)")
                .satisfies(FileReadTest::notFound);
    }

    private static void notFound(Throwable failure) {
        assertThat(((HpcException) failure).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aDirectoryIsListedInPagesThatLeaveNothingOut() throws IOException {
        List<String> all = new ArrayList<>();
        for (String directory : List.of("a", "a/b", "c")) {
            all.add(directory);
            Files.createDirectories(rig.work().resolve("tree").resolve(directory));
            for (int i = 10; i < 14; i++) {
                all.add(directory + "/f" + i);
                rig.write("work/tree/" + directory + "/f" + i, "x".repeat(i));
            }
        }

        for (int limit = 1; limit <= all.size() + 1; limit++) {
            List<String> listed = new ArrayList<>();
            FilePath after = null;
            FileList page;
            do {
                page = rig.files.list(FileRig.CALLER, new FileRequest.List(FileRig.path("tree"), 8, limit, after));
                assertThat(page.files()).hasSizeLessThanOrEqualTo(limit);
                page.files().forEach(file -> listed.add(file.path().text()));
                after = page.files().getLast().path();
            } while (page.more());
            assertThat(listed)
                    .as("by " + limit)
                    .doesNotHaveDuplicates()
                    .hasSameElementsAs(all)
                    .contains("a/f13");
        }
        assertThat(rig.list("tree").files())
                .extracting(file -> file.path().text())
                .containsExactly("a", "c");
    }

    /** As a tar file of another age left them. */
    @Test
    void namesAreBytesAndComeBackAsTheyWere() throws Exception {
        run("touch \"$(printf 'caf\\351')\" \"$(printf 'two\\nlines')\" ' spaces ' 'é'");

        List<FileInfo> files = rig.list(".").files();

        assertThat(files)
                .extracting(file -> file.path().text())
                .containsExactly(" spaces ", "caf\0e9", "two\nlines", "é");
        for (FileInfo file : files) {
            assertThat(rig.stat(file.path().text(), false).type()).isEqualTo(FileType.FILE);
        }
        assertThat(files.get(1).path().printable()).isEqualTo("caf\\xe9");
    }

    private void run(String command) throws Exception {
        assertThat(new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(rig.work().toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void namesAndPathsOfTheGreatestLengthWork() throws IOException {
        StringBuilder path = new StringBuilder(rig.work().toString());
        while (path.length() + 1 + 255 + 2 <= 4095) {
            path.append('/').append("d".repeat(255));
        }
        String name = "f".repeat(4095 - path.length() - 1);
        Files.createDirectories(Path.of(path.toString()));
        path.append('/').append(name);
        assertThat(path).hasSize(4095);

        FileWritten written = rig.files.write(
                FileRig.CALLER, FileRequest.Write.of(FileRig.key(), FileRig.path(path), "at the end\n"));

        assertThat(written.path().text()).isEqualTo(path.toString());
        assertThat(rig.read(path).text()).isEqualTo("at the end\n");
        assertThat(rig.stat(path, false).type()).isEqualTo(FileType.FILE);
        assertThat(rig.list(path.substring(0, path.lastIndexOf("/"))).files())
                .extracting(file -> file.path().text())
                .containsExactly(name);
    }

    @Test
    void whatIsTooLongIsRefusedByName() {
        assertThatThrownBy(() -> rig.stat("a/" + "x".repeat(256), false))
                .hasMessageContaining("is longer than 255 bytes");
        assertThatThrownBy(() -> rig.stat("/a".repeat(2100), false)).hasMessageContaining("the most is 4095");
        assertThatThrownBy(() -> rig.stat("a\0zz", false)).hasMessageContaining("NUL");
    }
}
