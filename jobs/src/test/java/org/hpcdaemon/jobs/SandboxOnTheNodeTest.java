package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.NoLandlock;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.choose.Guards;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job enters its sandbox where it runs, and a node need not offer what the daemon's own machine does. */
@Tag("slow")
final class SandboxOnTheNodeTest {
    @TempDir(factory = OutsideTmp.class)
    private Path root;

    private Path outside;
    private Path allowed;
    private JobFolder folder;

    @BeforeEach
    void prepare() throws IOException {
        Path real = root.toRealPath();
        outside = Files.createDirectories(real.resolve("outside"));
        allowed = Files.createDirectories(real.resolve("ws"));
        folder = new JobFolder(real.resolve("state/jobs/j_23456708"));
        Path bwrap = Files.writeString(
                Files.createDirectories(real.resolve("bin")).resolve("bwrap"),
                "#!/bin/sh\n[ ! -e '" + real
                        + "/broken' ] || { echo 'bwrap: not today' >&2; exit 1; }\nexec /usr/bin/bwrap \"$@\"\n");
        Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Guard guard(IfUnenforced policy) {
        return guard(new Guarding(policy, List.of(), false, false, false));
    }

    private Guard guard(Guarding guarding) {
        return Guards.of(Confinements.of(
                allowed.resolveSibling("state"),
                List.of(allowed),
                guarding,
                Map.of("PATH", allowed.resolveSibling("bin") + ":/nowhere", "HOME", outside.toString())));
    }

    private void prepare(JobSpec spec, IfUnenforced policy) {
        Guard guard = guard(policy);
        Enforcing.assumeBoxes();
        folder.prepare(spec, ArraySpec.parse(null), allowed, new LaunchLimits(0, 1, 0, 0), guard);
    }

    private void run(Spawner.Origin origin, String... further) throws Exception {
        List<String> argv = new ArrayList<>(
                List.of("/bin/bash", folder.wrapper().toString(), folder.path().toString()));
        argv.addAll(List.of(further));
        Spawner.Piped wrapper = Spawner.onPipes(
                new Spawner.Command(
                        argv, Map.of("PATH", "/usr/bin:/bin", "HPC_DAEMON_WRAPPER", "j_23456708"), "/", null, origin),
                false);
        wrapper.child().exit().get(120, TimeUnit.SECONDS);
        wrapper.stdout().close();
        wrapper.stderr().close();
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.path().resolve(name), StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "bubblewrap {0}, Landlock {1}, install {2}, policy {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "works, there, seen,   REFUSE,   enforced, 7,   -",
                "works, none,  seen,   REFUSE,   enforced, 7,   -",
                "works, there, away,   REFUSE,   enforced, 7,   -",
                "works, there, broken, REFUSE,   enforced, 7,   -",
                "fails, there, seen,   REFUSE,   enforced, 7,   'enforced by landlock on'",
                "fails, there, seen,   ADVISORY, enforced, 7,   'bwrap does not work here: bwrap: not today'",
                "fails, none,  seen,   REFUSE,   refused,  125, 'Landlock is off in this kernel'",
                "fails, none,  seen,   REFUSE,   refused,  125, 'setup --if-unenforced advisory'",
                "fails, none,  seen,   ADVISORY, advisory, 7,   'it runs at advisory, as the daemon''s user chose'",
                "fails, there, away,   REFUSE,   refused,  125, 'it must be installed and work there'",
                "fails, there, broken, REFUSE,   refused,  125, 'bwrap: not today'",
                "fails, there, away,   ADVISORY, advisory, 7,   'nothing keeps this within the allowed directories'",
            })
    void whatIsInForceIsWhatTheNodeCanElseWhatTheUserChose(
            String bubblewrap,
            String landlock,
            String install,
            IfUnenforced policy,
            String level,
            int code,
            String said)
            throws Exception {
        prepare(
                Specs.sh("printf '%s ' \"$GREETING\" \"$HPC_JOB_ID\"; pwd; echo in > in; echo out > " + outside
                        + "/out; exit 7"),
                policy);
        if (bubblewrap.equals("fails")) {
            Files.createFile(allowed.resolveSibling("broken"));
        }
        if (!install.equals("seen")) { // as on a node that has another Java, or none
            String java = install.equals("away") ? "/nowhere" : fakeJava().toString();
            Files.writeString(folder.path().resolve("box.entrance"), java + "\0000\0" + java + "/bin/java\0");
        }

        run(landlock.equals("none") ? new NoLandlock() : Spawner.Origin.HERE);

        TaskFolder task = folder.task(TaskKey.PLAIN);
        boolean ran = code == 7;
        assertThat(task.sandbox()).as(log("stderr")).contains(level);
        assertThat(task.exited().orElseThrow().code()).as(log("stderr")).isEqualTo(code);
        assertThat(log("stdout")).isEqualTo(ran ? "a b\n'c' j_23456708 " + allowed + "\n" : "");
        assertThat(Files.exists(allowed.resolve("in"))).isEqualTo(ran);
        assertThat(Files.exists(outside.resolve("out"))).isEqualTo(level.equals("advisory"));
        if (said == null) {
            assertThat(log("stderr")).doesNotContain("hpc-daemon:");
        } else {
            assertThat(log("stderr")).contains(said);
        }
    }

    @ParameterizedTest(name = "bubblewrap {0}, Landlock {1}, policy {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "works, there, REFUSE,   enforced, 7,   -,    1",
                "fails, there, REFUSE,   enforced, 7,   'enforced by landlock on', 2",
                "fails, none,  REFUSE,   refused,  125, 'Landlock is off in this kernel', 2",
                "fails, none,  ADVISORY, advisory, 7,   'it runs at advisory, as the daemon''s user chose', 2",
            })
    void whereTheDaemonKnowsThatBubblewrapWorksItIsTriedFirst(
            String bubblewrap, String landlock, IfUnenforced policy, String level, int code, String said, int tried)
            throws Exception {
        prepare(
                Specs.sh("printf '%s ' \"$GREETING\"; env -0 | grep -zc LC_ALL; echo in > in; echo out > " + outside
                        + "/out; exit 7"),
                policy);
        Path tries = countTries();
        if (bubblewrap.equals("fails")) {
            Files.createFile(allowed.resolveSibling("broken"));
        }

        run(landlock.equals("none") ? new NoLandlock() : Spawner.Origin.HERE, "", "box.filter");

        TaskFolder task = folder.task(TaskKey.PLAIN);
        boolean ran = code == 7;
        assertThat(task.sandbox()).contains(level);
        assertThat(task.exited().orElseThrow().code()).as(log("stderr")).isEqualTo(code);
        assertThat(log("stdout")).isEqualTo(ran ? "a b\n'c' 0\n" : "");
        assertThat(Files.exists(allowed.resolve("in"))).isEqualTo(ran);
        assertThat(Files.exists(outside.resolve("out"))).isEqualTo(level.equals("advisory"));
        assertThat(tries).content().hasLineCount(tried);
        if (said == null) {
            assertThat(log("stderr")).doesNotContain("hpc-daemon:");
        } else {
            assertThat(log("stderr")).contains(said);
        }
    }

    /** A file that gets a line whenever bubblewrap is started from now on. */
    private Path countTries() throws IOException {
        Path tries = allowed.resolveSibling("tries");
        Path bwrap = allowed.resolveSibling("bin").resolve("bwrap");
        Files.writeString(bwrap, Files.readString(bwrap).replaceFirst("\n", "\necho try >>'" + tries + "'\n"));
        return tries;
    }

    @Test
    void aHomeOfAnotherDaemonThatIsRemovedAtThisMomentKeepsNothingFromRunning() throws Exception {
        Path gone = Files.createDirectories(allowed.resolveSibling("gone"));
        Files.createFile(gone.resolve("state.db"));
        ProcessBuilder other = new ProcessBuilder("cat");
        other.environment().put("HPC_DAEMON_HOME", gone.toString());
        Process process = other.start();
        try {
            prepare(Specs.sh("exit 7"), IfUnenforced.REFUSE);
            Path bwrap = allowed.resolveSibling("bin").resolve("bwrap");
            Files.writeString(bwrap, "#!/bin/sh\nrm -rf '" + gone + "'\nexec /usr/bin/bwrap \"$@\"\n");

            run(new NoLandlock());
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(gone).doesNotExist();
        assertThat(folder.task(TaskKey.PLAIN).exited().orElseThrow().code())
                .as(log("stderr"))
                .isEqualTo(7);
        assertThat(folder.task(TaskKey.PLAIN).sandbox()).contains("enforced");
    }

    private Path fakeJava() throws IOException {
        Path home = allowed.resolveSibling("java");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'GLIBC_2.99 not found' >&2\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    @ParameterizedTest
    @CsvSource({"seen", "away"})
    void unixSocketsThatCannotBeKeptApartAreNotMadeIfTheUserWantsThat(String install) throws Exception {
        Guard guard = guard(new Guarding(IfUnenforced.REFUSE, List.of(), false, true, false));
        Enforcing.assumeBoxes();
        folder.prepare(
                Specs.sh("python3 -c 'import socket; socket.socket(socket.AF_UNIX); print(\"made\")'"),
                ArraySpec.parse(null),
                allowed,
                new LaunchLimits(0, 1, 0, 0),
                guard);
        if (install.equals("away")) {
            Files.writeString(folder.path().resolve("box.entrance"), "/nowhere\0000\0/nowhere/bin/java\0");
        }

        run(new NoLandlock());

        assertThat(log("stdout")).isEmpty();
        assertThat(log("stderr")).contains("Operation not permitted");
    }

    /** Signals from 33 on are the C library's own. */
    @Test
    void whatTheJobInheritsIsWhatItsWrapperHad() throws Exception {
        JobSpec spec = JobSpec.of(List.of(
                "sh",
                "-c",
                "ulimit -n; ulimit -c; umask; sed -nE 's/^(Sig(Blk|Ign)):.*(.{8})$/\\1 \\3/p' /proc/self/status; ls /proc/self/fd | tr '\\n' ' ';"
                        + " printf %s \"$0\"; cat /proc/$PPID/comm",
                "ä \u2603 'x'"));
        prepare(spec, IfUnenforced.REFUSE);
        Files.createFile(allowed.resolveSibling("broken"));
        run(Spawner.Origin.HERE);
        String confined = log("stdout");

        folder = new JobFolder(folder.path().resolveSibling("j_87654321"));
        folder.prepare(spec, ArraySpec.parse(null), allowed, new LaunchLimits(0, 1, 0, 0), Guard.OFF);
        run(Spawner.Origin.HERE);

        assertThat(confined).isEqualTo(log("stdout")).contains("ä \u2603 'x'").endsWith("bash\n");
    }

    @Test
    void theMemoryOfASandboxedJobIsCountedAndNotThatOfWhatMakesItsSandbox() throws Exception {
        Guard guard = guard(IfUnenforced.REFUSE);
        Enforcing.assumeBoxes();
        for (boolean bubblewrap : List.of(true, false)) {
            if (!bubblewrap) {
                Files.createFile(allowed.resolveSibling("broken"));
            }
            assertThat(exit(guard, "sleep 1", bubblewrap ? 1 : 2).outOfMemory()).isFalse();
            assertThat(exit(guard, "perl -e '$x = \"a\" x 90000000; sleep 60'", bubblewrap ? 3 : 4))
                    .returns(true, TaskRecord.Exited::outOfMemory)
                    .returns(9, TaskRecord.Exited::signal);
        }
    }

    /** With 40 MB, less than a JVM has. */
    private TaskRecord.Exited exit(Guard guard, String command, int number) throws Exception {
        folder = new JobFolder(folder.path().resolveSibling("j_2345670" + number));
        folder.prepare(
                JobSpec.of(List.of("bash", "-c", command)),
                ArraySpec.parse(null),
                allowed,
                new LaunchLimits(0, 1, 40_000, 0),
                guard);
        run(Spawner.Origin.HERE);
        return folder.task(TaskKey.PLAIN).exited().orElseThrow();
    }
}
