package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a kernel or bubblewrap ceases to enforce the directories, what the user chose happens, and everything says so. */
@Order(1)
final class HostsThatCannotTest {
    /** As where user.max_user_namespaces is 0: one more namespace, in which there are none and no process has a capability. */
    private static final String NO_NAMESPACES = """
            exec unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_user_namespaces &&
                exec setpriv --bounding-set=-all --inh-caps=-all "$@"' sh "$@"
            """;

    /** As in a kernel without Landlock, where its calls fail with the given error. */
    private static final String NO_LANDLOCK = """
            import ctypes, os, struct, sys
            libc = ctypes.CDLL(None, use_errno=True)
            steps = [(0x20, 0, 0, 0), (0x35, 0, 2, 444), (0x25, 1, 0, 446),
                     (0x06, 0, 0, 0x00050000 | int(sys.argv[1])), (0x06, 0, 0, 0x7fff0000)]
            code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
            program = struct.pack("@HP", len(steps), ctypes.addressof(code))
            assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0
            os.execvp(sys.argv[2], sys.argv[2:])
            """;

    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private final RandomIds ids = RandomIds.secure();

    @Test
    void aBubblewrapThatBeginsToFailRunsNothing(@TempDir Path folder) throws IOException {
        Path broken = folder.resolve("broken");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = Files.writeString(bin.resolve("bwrap"), """
                #!/bin/sh
                if [ -e %s ]; then echo 'bwrap: no more namespaces' >&2; exit 1; fi
                PATH=${PATH#*:} exec bwrap "$@"
                """.formatted(broken));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (World world = World.start(HostsThatCannotTest.class, folder)) {
            Daemon box = world.box(Map.of("PATH", bin + ":" + System.getenv("PATH")));
            assumeBubblewrap(box);
            String key = world.platform().agentKey(World.ADA, "agent");
            Path ran = box.work().resolve("ran");

            Files.createFile(broken);

            Outcome<String> exec = world.hpc(key, "exec", "box", "--", "touch", ran.toString());
            assertThat(exec.exitCode()).isEqualTo(125);
            assertThat(exec.err())
                    .contains("no more namespaces", "the sandbox could not be entered", "nothing was run");
            try (DaemonSession session = world.client(key).connect(box.id())) {
                assertThat(session.call(run("touch " + ran), ExecResult.class).sandbox())
                        .isEqualTo("enforced");
                assertThatThrownBy(() -> session.openShell())
                        .isInstanceOf(HpcException.class)
                        .hasMessageContainingAll("no more namespaces", "the sandbox could not be entered");
                assertThat(ran).doesNotExist();
                // A job takes what works where it runs, so Landlock, or nothing.
                Path away = folder.resolve("away");
                JobId job = session.call(submit("echo out > " + away), JobInfo.class)
                        .job();
                assertThat(world.hpc(key, "job", "wait", "box", job.value()).exitCode())
                        .isNotZero();
                assertThat(session.job(job).info().sandbox()).isEqualTo("enforced");
                assertThat(world.hpc(key, "job", "logs", "box", job.value(), "--stderr")
                                .out())
                        .containsAnyOf("the sandbox could not be entered", "Permission denied");
                assertThat(away).doesNotExist();
            }
            assertThat(doctor(box)).contains("warn", "but a trial now: ", "commands end with 125");

            Files.delete(broken);
            assertThat(world.hpc(key, "exec", "box", "--", "touch", ran.toString())
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void whatAHostCeasesToOfferIsToldAtEachStepDown(@TempDir Path folder) throws IOException {
        List<String> noNamespaces = List.of("sh", "-c", NO_NAMESPACES, "sh");
        assumeTrue(
                works(folder, noNamespaces),
                "no user namespace can be made here that allows no more of them within it");
        Path away = Files.createTempDirectory(Path.of("/var/tmp"), "hpc-away-");
        try (World world = World.start(HostsThatCannotTest.class, folder)) {
            Daemon box = world.box();
            assumeBubblewrap(box);
            String key = world.platform().agentKey(World.ADA, "agent");
            String attempt = "echo ran > ran; echo out > " + away + "/out";

            box.program().stop();
            box.startAgain(noNamespaces);
            if (sandbox(box).contains("by landlock")) {
                assertThat(box.program().output())
                        .contains("enforced, which is less than when this daemon ran last (bubblewrap)");
                Outcome<String> landlocked = world.hpc(key, "exec", "box", "--", "sh", "-c", attempt);
                assertThat(landlocked.err()).contains("Permission denied");
                assertThat(box.work().resolve("ran")).exists();
                Files.delete(box.work().resolve("ran"));
            }

            box.program().stop();
            box.startAgain(through(noNamespaces, EOPNOTSUPP));
            assertThat(sandbox(box))
                    .contains(
                            "refused: ",
                            "bwrap does not work here: ",
                            "user.max_user_namespaces is 0",
                            "Landlock is off in this kernel");
            assertThat(box.program().output())
                    .contains("the allowed directories: refused, which is less than when this daemon ran last");
            assertThat(doctor(box)).contains("fail", "refused, the running daemon reports", "nothing will run");
            Outcome<String> refused = world.hpc(key, "exec", "box", "--", "sh", "-c", attempt);
            assertThat(refused.exitCode()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(refused.err())
                    .contains("its user chose to run nothing", "Landlock is off", "--if-unenforced advisory");
            try (DaemonSession session = world.client(key).connect(box.id())) {
                assertThatThrownBy(() -> session.openShell()).hasMessageContaining("its user chose to run nothing");
                assertThatThrownBy(() -> session.call(submit(attempt), JobInfo.class))
                        .hasMessageContaining("its user chose to run nothing");
            }
            assertThat(box.work()).isEmptyDirectory();
            assertThat(away).isEmptyDirectory();

            box.program().stop();
            assertThat(box.run(
                                    "setup",
                                    "--no-interview",
                                    "--daemon-id",
                                    box.id().value(),
                                    "--if-unenforced",
                                    "advisory",
                                    "--api-key-file",
                                    box.work().resolveSibling("key").toString())
                            .exitCode())
                    .isZero();
            box.startAgain(through(noNamespaces, ENOSYS));
            assertThat(sandbox(box)).contains("advisory: ", "so agents can do what you can");
            assertThat(box.program().output()).contains("the allowed directories: advisory, which is less");
            assertThat(doctor(box)).contains("warn", "nothing enforces them");
            assertThat(world.hpc(key, "exec", "box", "--json", "--", "sh", "-c", attempt)
                            .out())
                    .contains("\"sandbox\" : \"advisory\"");
            assertThat(away.resolve("out")).exists();
            try (DaemonSession session = world.client(key).connect(box.id())) {
                assertThat(session.call(run(attempt), ExecResult.class).sandbox())
                        .isEqualTo("advisory");
                assertThat(away.resolve("out")).exists();
                assertThat(session.info().sandbox()).isEqualTo("advisory");
                assertThat(session.info().sandboxNotes()).anyMatch(note -> note.startsWith("so agents can do"));
                RemoteShell shell = session.openShell();
                ShellRunResult run = session.call(
                        new ShellRequest.Run(ids.key(), shell.id(), "echo > /etc/hpc-test", null, false, 20_000L),
                        ShellRunResult.class);
                assertThat(run.output().head())
                        .contains("/etc/hpc-test is outside the allowed directories: " + box.work());
            }
        } finally {
            Files.deleteIfExists(away.resolve("out"));
            Files.delete(away);
        }
    }

    private ExecRequest.Run run(String command) {
        return ExecRequest.Run.ofLine(ids.key(), command);
    }

    private JobRequest.Submit submit(String command) {
        return new JobRequest.Submit(ids.key(), JobSpec.of(List.of("sh", "-c", command)));
    }

    private static void assumeBubblewrap(Daemon box) {
        assumeTrue(
                sandbox(box).contains("enforced: by bubblewrap"),
                "the limits are not enforced by bubblewrap here: " + sandbox(box));
    }

    private static String sandbox(Daemon box) {
        return box.run("status")
                .out()
                .lines()
                .filter(line -> line.startsWith("sandbox"))
                .findFirst()
                .orElseThrow();
    }

    private static String doctor(Daemon box) {
        return box.run("doctor")
                .out()
                .lines()
                .filter(line -> line.contains(" sandbox "))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> through(List<String> first, int errno) {
        return Stream.concat(first.stream(), List.of("python3", "-c", NO_LANDLOCK, Integer.toString(errno)).stream())
                .toList();
    }

    private static boolean works(Path folder, List<String> through) throws IOException {
        try {
            return new ProcessBuilder(Stream.concat(through.stream(), List.of("true").stream())
                                    .toList())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("tried").toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
