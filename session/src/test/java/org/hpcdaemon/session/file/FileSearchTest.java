package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code file.search} finds, and where it stops. */
final class FileSearchTest {
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

    private static FileRequest.Search all() {
        return FileRequest.Search.all(FileRig.path("."));
    }

    private static FileRequest.Search text(String text) {
        return all().withContent(SearchContent.ofText(text));
    }

    private static FileRequest.Search regex(String regex) {
        return all().withContent(SearchContent.ofRegex(regex));
    }

    private FileMatches search(FileRequest.Search request) {
        return rig.files.search(FileRig.CALLER, request);
    }

    private List<String> names(FileRequest.Search request) {
        return search(request).matches().stream()
                .map(match -> match.path().text())
                .toList();
    }

    private List<String> lines(FileRequest.Search request) {
        return search(request).matches().stream()
                .map(match -> match.path().text() + ":" + match.line() + ":" + match.text())
                .toList();
    }

    /** All that it finds, page by page. */
    private List<String> pages(FileRequest.Search request) {
        List<String> found = new ArrayList<>();
        FileMatches page = search(request);
        found.addAll(keys(page));
        while (page.stopped() != null) {
            assertThat(page.next()).isNotNull();
            page = search(request.from(page.next()));
            found.addAll(keys(page));
        }
        return found;
    }

    private static List<String> keys(FileMatches page) {
        return page.matches().stream()
                .map(match -> match.path().text() + (match.line() == null ? "" : ":" + match.line()))
                .toList();
    }

    @Test
    void filesAreFoundByTheirNames() throws IOException {
        for (String file : List.of("a.py", "b.txt", "src/c.py", "src/deep/d.py", "src/deep/e.c", "build/x.py")) {
            rig.write("work/" + file, "");
        }

        assertThat(names(all().withGlobs(List.of("*.py"))))
                .containsExactly("a.py", "build/x.py", "src/c.py", "src/deep/d.py");
        assertThat(names(all().withGlobs(List.of("*.py", "!build"))))
                .containsExactly("a.py", "src/c.py", "src/deep/d.py");
        assertThat(names(all().withGlobs(List.of("src/*.py")))).containsExactly("src/c.py");
        assertThat(names(all().withGlobs(List.of("src/**"))))
                .containsExactly("src/c.py", "src/deep", "src/deep/d.py", "src/deep/e.c");
        assertThat(names(all().withGlobs(List.of("**/deep/*.{c,h}")))).containsExactly("src/deep/e.c");
        assertThat(names(all().withGlobs(List.of("[ab].???")))).containsExactly("b.txt");
        assertThat(names(all().withGlobs(List.of("deep/")))).containsExactly("src/deep");
        assertThat(names(FileRequest.Search.all(FileRig.path("src"))))
                .containsExactly("c.py", "deep", "deep/d.py", "deep/e.c");
        assertThat(search(all()).matches().getLast().type()).isEqualTo(FileType.FILE);
        assertThat(search(all()).stopped()).isNull();
    }

    @Test
    void linesAreFoundByATextOrARegularExpression() throws IOException {
        rig.write("work/a.py", "import x\nlr = 0.1\n\nLR = 0.2\r\nlr = (0.3)");
        rig.write("work/deep/b.py", "nothing\n");

        assertThat(lines(text("lr = "))).containsExactly("a.py:2:lr = 0.1", "a.py:5:lr = (0.3)");
        assertThat(lines(text("(0.3)"))).containsExactly("a.py:5:lr = (0.3)");
        assertThat(lines(all().withContent(SearchContent.ofText("lr = (").withIgnoreCase(true))))
                .containsExactly("a.py:5:lr = (0.3)");
        assertThat(lines(all().withContent(SearchContent.ofRegex("^lr.*[12]$").withIgnoreCase(true))))
                .containsExactly("a.py:2:lr = 0.1", "a.py:4:LR = 0.2");
        assertThat(lines(regex("x$|hing"))).containsExactly("a.py:1:import x", "deep/b.py:1:nothing");
        assertThat(lines(FileRequest.Search.all(FileRig.path("a.py")).withContent(SearchContent.ofText("import"))))
                .containsExactly("a.py:1:import x");
        assertThatThrownBy(() -> search(regex("(x")))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS))
                .hasMessageContaining("regular expression (x: Unclosed group");
    }

    @Test
    void eachMatchHasTheLinesAroundIt() throws IOException {
        rig.write("work/a", "one\ntwo\nthree\nfour\nfive\n");

        FileMatches.Match middle = search(
                        all().withContent(SearchContent.ofText("three").withContext(2)))
                .matches()
                .getFirst();
        FileMatches.Match first = search(
                        all().withContent(SearchContent.ofText("one").withContext(1)))
                .matches()
                .getFirst();

        assertThat(middle.before()).containsExactly("one", "two");
        assertThat(middle.after()).containsExactly("four", "five");
        assertThat(first.before()).isEmpty();
        assertThat(first.after()).containsExactly("two");
    }

    @Test
    void aLongLineIsCutAroundTheMatch() throws IOException {
        rig.write("work/a", "x".repeat(10_000) + "needle" + "y".repeat(10_000) + "\n");

        String line = search(text("needle")).matches().getFirst().text();

        assertThat(line).startsWith("…x").contains("needle").endsWith("y…").hasSizeLessThan(500);
    }

    /** Lines that go from one block that is read to the next, and one that is longer than a block. */
    @Test
    void linesOfALargeFileAreNumberedWhereverTheyLie() throws IOException {
        String text = IntStream.rangeClosed(1, 100_000)
                .mapToObj(i -> "line " + i + (i % 10_000 == 0 ? " needle" : "") + "\n")
                .collect(Collectors.joining());
        rig.write("work/large", text + "z".repeat(1_000_000) + "\nthe last needle");

        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(1, 10).forEach(i -> expected.add("large:" + i * 10_000));
        expected.add("large:100002");
        assertThat(pages(text("needle"))).isEqualTo(expected);
        assertThat(pages(text("needle").withLimit(3))).isEqualTo(expected);
        assertThat(pages(regex("ne+dle$").withLimit(1))).isEqualTo(expected);
    }

    @Test
    void itStopsAtItsLimitAndGoesOnWithoutAGapOrARepetition() throws IOException {
        for (String file : List.of("a", "b/c", "b/d", "b.x", "e/f/g", "h")) {
            rig.write("work/" + file, "word\nother\nword\n");
        }
        List<String> all = pages(text("word"));
        assertThat(all).hasSize(12).doesNotHaveDuplicates();

        FileMatches three = search(text("word").withLimit(3));
        assertThat(three.matches()).hasSize(3);
        assertThat(three.stopped()).isEqualTo(SearchStop.LIMIT);
        assertThat(search(text("word").withLimit(12)).stopped()).isNull();
        for (int limit = 1; limit < 12; limit++) {
            assertThat(pages(text("word").withLimit(limit))).as("by " + limit).isEqualTo(all);
            assertThat(pages(all().withLimit(limit))).as("by " + limit).isEqualTo(pages(all()));
        }
    }

    @Test
    void itStopsWhenItsTimeIsUpAndGoesOnThere() throws IOException {
        for (int i = 0; i < 3000; i++) {
            rig.write("work/d" + i % 7 + "/f" + i, "word " + i + "\n");
        }

        assertThat(search(text("none").withMaxMs(1)).stopped()).isEqualTo(SearchStop.TIME);
        assertThat(pages(text("word").withMaxMs(1))).hasSize(3000).doesNotHaveDuplicates();
    }

    /** There are 2^59 ways to take the line apart; because of \1 the matcher remembers none of them. */
    @Test
    void aRegularExpressionThatNeverEndsIsGivenUp() throws IOException {
        rig.write("work/a", "word\n");
        rig.write("work/b", "a".repeat(60) + "!\n");
        FileRequest.Search endless = regex("(a+)+\\1b").withMaxMs(200);

        FileMatches first = search(endless);
        assertThat(first.stopped()).isEqualTo(SearchStop.TIME);
        assertThat(first.next()).isEqualTo(new SearchPosition(FileRig.path("a"), null));
        assertThatThrownBy(() -> search(endless.from(first.next())))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS))
                .hasMessageContaining("no further than a in its time, which b takes");
    }

    @Test
    void anAnswerFitsInAMessage() throws IOException {
        rig.write("work/a", ("\u0001".repeat(390) + "word\n").repeat(2000));

        FileMatches found = search(text("word").withLimit(1000));

        assertThat(found.stopped()).isEqualTo(SearchStop.LIMIT);
        assertThat(Json.write(found).length()).isLessThan(Limits.TEXT_BYTES);
    }

    @Test
    void whatGitIgnoresIsLeftOutOnRequest() throws IOException {
        rig.write("work/.gitignore", "*.o\n!keep.o\n/build/\n# a comment\ndocs/**/tmp\n\\#odd\n");
        rig.write("work/src/.gitignore", "gen.py\n");
        for (String file : List.of(
                "a.o",
                "keep.o",
                "build/x",
                "src/gen.py",
                "src/main.py",
                "src/build/y",
                "gen.py",
                "docs/a/b/tmp/z",
                "#odd",
                ".git/config")) {
            rig.write("work/" + file, "word\n");
        }

        assertThat(keys(search(text("word").withGitignore(true))))
                .containsExactly("gen.py:1", "keep.o:1", "src/build/y:1", "src/main.py:1");
        assertThat(keys(search(text("word")))).hasSize(10);
        assertThat(keys(search(FileRequest.Search.all(FileRig.path("src"))
                        .withContent(SearchContent.ofText("word"))
                        .withGitignore(true))))
                .as("the rules of the repository's top hold beneath too")
                .containsExactly("build/y:1", "main.py:1");
    }

    @Test
    void namesAndContentsThatAreNoTextAreFoundAndToldAsTheyAre() throws Exception {
        run(
                "printf 'caf\\351 word\\n' >\"$(printf 'caf\\351')\"; printf 'word\\000\\n' >zeros; printf 'word' >'two\nlines'");

        FileMatches found = search(text("word"));

        assertThat(found.matches())
                .extracting(match -> match.path().text() + ":" + match.text())
                .containsExactly("caf\0e9:caf\ufffd word", "two\nlines:word");
        assertThat(found.binary()).isEqualTo(1);
        assertThat(found.searched()).isEqualTo(3);
    }

    @Test
    void linksAreNotFollowedAndSpecialFilesNotOpened() throws Exception {
        rig.write("outside", "word\n");
        rig.write("work/deep/in", "word\n");
        run("ln -s ../outside out; ln -s . round; ln -s .. up; mkfifo fifo; mknod null c 1 3 || :; : >empty");

        assertThat(keys(search(text("word")))).containsExactly("deep/in:1");
        assertThat(search(all()).matches())
                .filteredOn(match -> match.type() != FileType.FILE)
                .extracting(match -> match.path().text())
                .contains("deep", "fifo", "out", "round", "up");
    }

    @Test
    void aDirectoryWithManyNamesIsReadInPartsThatLeaveNothingOut() throws Exception {
        run("seq -f 'f%06.0f' 1 40000 | xargs touch; echo word >f040000; echo word >f000001");

        assertThat(keys(search(text("word")))).containsExactly("f000001:1", "f040000:1");
        assertThat(search(text("word")).searched()).isEqualTo(40_000);
    }

    @Test
    void aRequestThatIsWrongIsRefusedByWhatIsWrong() {
        assertThatThrownBy(() -> all().withLimit(0)).hasMessageContaining("\"limit\" is 0");
        assertThatThrownBy(() -> SearchContent.ofText("two\nlines")).hasMessageContaining("line end");
        assertThatThrownBy(() -> search(all().withGlobs(List.of("{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}{q,r}"))))
                .hasMessageContaining("the braces of glob");
    }

    private void run(String command) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .directory(rig.work().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
