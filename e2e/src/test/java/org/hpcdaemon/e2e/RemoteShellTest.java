package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Processes;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.testkit.Installed;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc rsh} under the programs that it is for. */
final class RemoteShellTest extends OneBox {
    private static final int BYTES = 30_000_000;

    /**
     * Starts a program on a pipe that does not block, reads nothing until that takes no more, then all. How many bytes are in it then depends
     * on the sizes of the pieces.
     */
    private static final String LATE_READER = """
            import os, select, subprocess, sys, time
            reading, writing = os.pipe()
            os.set_blocking(writing, False)
            program = subprocess.Popen(sys.argv[1:], stdout=writing)
            room = select.poll()
            room.register(writing, select.POLLOUT)
            while room.poll(0) and program.poll() is None:
                time.sleep(0.01)
            os.close(writing)
            count = 0
            for piece in iter(lambda: os.read(reading, 65536), b''):
                count += len(piece)
            print(count, program.wait())
            """;

    private Path here;

    @BeforeAll
    void makeAFolder(@TempDir Path files) {
        here = files;
    }

    private Outcome<String> rsync(String... arguments) {
        return world.beside(
                key,
                Stream.concat(Stream.of("rsync", "-e", "hpc rsh"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void theWordsAreALineOfShellAndTheExitCodeIsItsOwn() {
        assertThat(world.hpc(key, "rsh", "box", "echo", "$((1 + 2))", "a  b;", "pwd;", "exit 7"))
                .isEqualTo(new Outcome<>(7, "3 a b\n" + box.work() + "\n", ""));
        assertThat(world.hpc(key, "rsh", "-T", "-x", "-oBatchMode=yes", "-o", "SetEnv=A=b", "--", "box", "echo $A"))
                .isEqualTo(new Outcome<>(0, "b\n", ""));
        Outcome<String> other = world.hpc(key, "rsh", "-l", "nobody-here", "box", "true");
        assertThat(other.exitCode()).isEqualTo(125);
        assertThat(other.err()).contains("daemon box runs as ", ", not as nobody-here");
    }

    @Test
    void rsyncCopiesATreeThereAndBack() throws IOException {
        assumeTrue(Installed.has("rsync"), Installed.missing("rsync"));
        Path tree = Files.createDirectories(here.resolve("tree/deep"));
        byte[] content = random(BYTES);
        Files.write(tree.resolve("large"), content);
        Files.writeString(tree.resolve("with space"), "x");
        Files.createSymbolicLink(tree.resolveSibling("link"), Path.of("deep/large"));

        assertThat(rsync("-a", here.resolve("tree") + "/", "box:" + box.work() + "/copy/"))
                .isEqualTo(new Outcome<>(0, "", ""));
        assertThat(rsync("-a", System.getProperty("user.name") + "@box:copy/", here.resolve("back") + "/"))
                .isEqualTo(new Outcome<>(0, "", ""));

        assertThat(box.work().resolve("copy/deep/large")).hasBinaryContent(content);
        assertThat(here.resolve("back/link")).isSymbolicLink().hasBinaryContent(content);
        assertThat(here.resolve("back/deep/with space")).hasContent("x");
        assertThat(rsync("-a", "--itemize-changes", here.resolve("tree") + "/", "box:copy/"))
                .as("nothing is left to do")
                .isEqualTo(new Outcome<>(0, "", ""));
    }

    @Test
    void anInterruptedRsyncLeavesNothingRunningAndIsContinued() throws IOException {
        assumeTrue(Installed.has("rsync"), Installed.missing("rsync"));
        byte[] content = random(BYTES);
        Path file = Files.write(here.resolve("partly"), content);
        Path folder = Files.createDirectories(box.work().resolve("partial"));
        String[] slow = {"rsync", "-e", "hpc rsh", "--partial", "--bwlimit=1000", file.toString(), "box:" + folder + "/"
        };

        Program rsync = world.besideInBackground(key, slow);
        Patience.await().until(() -> sizeOfAll(folder) > 0);
        assertThat(rsync.stop()).isEqualTo(20);
        Patience.await().until(() -> Processes.running(folder + "/") == 0);
        Patience.await().until(() -> Files.exists(folder.resolve("partly")));
        long kept = Files.size(folder.resolve("partly"));
        Outcome<String> again =
                rsync("--partial", "--no-whole-file", "--stats", file.toString(), "box:" + folder + "/");

        assertThat(kept).isBetween(1L, BYTES - 1L);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).doesNotContain("Matched data: 0 bytes");
        assertThat(folder.resolve("partly")).hasBinaryContent(content);
    }

    private static long sizeOfAll(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void gitClonesAndPushes() throws IOException {
        assumeTrue(Installed.has("git"), Installed.missing("git"));
        Path origin = box.work().resolve("project.git");
        Path clone = here.resolve("clone");
        String script = """
                set -e
                export GIT_SSH_COMMAND='hpc rsh' GIT_CONFIG_GLOBAL=/dev/null
                git init -q --bare -b main "$1"
                git clone -q "box:$1" "$2" 2>&1
                cd "$2"
                echo one > file
                git add file
                git -c user.name=ada -c user.email=ada@example.org commit -q -m one
                git push -q origin HEAD:main
                git clone -q "ssh://box:22$1" "$2-again"
                """;

        Outcome<String> outcome = world.beside(key, "sh", "-c", script, "sh", origin.toString(), clone.toString());

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(here.resolve("clone-again/file")).hasContent("one\n");
    }

    @Test
    void sftpPutsGetsAndResumes() throws IOException {
        assumeTrue(Installed.has("sftp"), Installed.missing("sftp"));
        Path server = Path.of("/usr/lib/openssh/sftp-server");
        assumeTrue(Files.exists(server), "no " + server + " here");
        byte[] content = random(3_000_000);
        Path file = Files.write(here.resolve("for-sftp"), content);
        Files.write(box.work().resolve("part"), Arrays.copyOf(content, 1_000_000));
        Path back = Files.write(here.resolve("part"), Arrays.copyOf(content, 1_000_000));
        Path batch = Files.writeString(
                here.resolve("batch"), "put %1$s whole\nreput %1$s part\nreget whole %2$s\n".formatted(file, back));
        Path rsh = Files.writeString(here.resolve("rsh"), "#!/bin/sh\nexec hpc rsh \"$@\"\n");
        Files.setPosixFilePermissions(rsh, PosixFilePermissions.fromString("rwxr-xr-x"));

        Outcome<String> done = world.beside(key, "sftp", "-q", "-b", batch.toString(), "-D", "hpc sftp box");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(box.work().resolve("whole")).hasBinaryContent(content);
        assertThat(box.work().resolve("part")).hasBinaryContent(content);
        assertThat(back).hasBinaryContent(content);

        Files.writeString(batch, "put " + file + " /usr/lib/evil\n");
        assertThat(world.beside(key, "sftp", "-q", "-b", batch.toString(), "-S", rsh.toString(), "box")
                        .err())
                .contains("dest open \"/usr/lib/evil\"");
    }

    /** A pipe that waits for 64 KiB would leave both waiting for each other. */
    @Test
    void whatACommandAsksIsThereBeforeItsAnswerIs() {
        String script = """
                cd "$0"
                mkfifo answers
                hpc exec box -- sh -c 'echo really; read -r answer; echo "answered $answer"' < answers |
                    { exec 3> answers; read -r question; echo yes >&3; exec 3>&-; cat; }
                """;

        assertThat(world.beside(key, "sh", "-c", script, here.toString()))
                .isEqualTo(new Outcome<>(0, "answered yes\n", ""));
    }

    @Test
    void anOutputThatDoesNotBlockIsWaitedFor() {
        assumeTrue(Installed.has("python3"), Installed.missing("python3"));

        Outcome<String> outcome = world.beside(
                key, "python3", "-c", LATE_READER, "hpc", "exec", "box", "--", "head", "-c", "3000000", "/dev/zero");

        assertThat(outcome.out()).as(outcome.err()).isEqualTo("3000000 0\n");
    }
}
