package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.system.Pty;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.kernel.Rights;
import org.hpcdaemon.sandbox.plan.SecretFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a confined process is, with one of the mechanisms that confine it, however it is run: without privileges, and the
 * kernel's side doors shut. What it then does not reach is tried through the packaged programs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EscapeContract {
    private final Mechanism mechanism;
    private Agent agent;

    EscapeContract(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    @BeforeAll
    void start(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        Enforcing.assumeInstalled("python3");
        agent = new Agent(folder, mechanism, Guarding.DEFAULT);
        Enforcing.assumeInForce(agent.guard.level(), mechanism);
    }

    @AfterAll
    void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    Stream<Agent.Way> ways() {
        return Stream.of(Agent.Way.values());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itHasNoPrivilegesAndGetsNone(Agent.Way way) throws Exception {
        String printed = agent.printed(way, "grep -E 'NoNewPrivs|CapEff|Seccomp:' /proc/self/status; env");

        assertThat(printed)
                .containsPattern("NoNewPrivs:\\s1")
                .containsPattern("CapEff:\\s0{16}")
                .containsPattern("Seccomp:\\s2")
                .doesNotContain("SSH_AUTH_SOCK", "DBUS_SESSION");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theKernelsSideDoorsAreShut(Agent.Way way) throws Exception {
        String printed = agent.printed(way, """
                python3 - <<'E'
                import ctypes, errno, platform
                c = ctypes.CDLL(None, use_errno=True)
                arm = platform.machine() == "aarch64"
                CALLS = {"io_uring_setup": 425, "keyctl": 219 if arm else 250, "mount": 40 if arm else 165, "fsopen": 430,
                         "setns": 268 if arm else 308, "bpf": 280 if arm else 321, "open_by_handle_at": 265 if arm else 304}
                for name, number in CALLS.items():
                    c.syscall(number, 0, 0, 0, 0, 0); print(name, errno.errorcode.get(ctypes.get_errno()))
                for flag in (0x10000000, 0x00020000, 0x40000000):
                    print("unshare", c.unshare(flag), errno.errorcode.get(ctypes.get_errno()))
                c.syscall(435, 0, 0); print("clone3", errno.errorcode.get(ctypes.get_errno()))
                E
                """);

        assertThat(printed.lines().filter(line -> !line.isBlank()))
                .hasSize(11)
                .allMatch(line -> line.endsWith(line.startsWith("clone3") ? "ENOSYS" : "EPERM"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noSecretOfTheHomeOrOfASessionIsRead(Agent.Way way) throws Exception {
        List<Path> secrets = SecretFiles.of(agent.user, Map.of()).stream()
                .filter(path -> path.startsWith(agent.user))
                .toList();
        for (Path secret : secrets) {
            Files.createDirectories(secret.resolveSibling("."));
            if (!Files.exists(secret)) {
                Files.writeString(secret, "XsecretX\n");
            }
        }
        Path ticket = Files.writeString(Files.createTempFile(Path.of("/tmp"), "krb5cc_4711_", ""), "XsecretX\n");
        try {
            String all = secrets.stream().map(Path::toString).collect(Collectors.joining(" "));
            String printed = agent.printed(
                    way, "(cat " + all + " " + ticket + "; ls /run/user/*) 2>&1 | grep -v denied; echo end");

            assertThat(printed).doesNotContain("XsecretX").contains("end");
        } finally {
            Files.delete(ticket);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatSteersTheWholeMachineInProcIsNotWritten(Agent.Way way) throws Exception {
        String printed = agent.printed(way, """
                for file in /proc/sys/vm/swappiness /proc/sys/kernel/core_pattern /proc/sys/kernel/ns_last_pid /proc/sysrq-trigger /proc/irq/*/smp_affinity \\
                    /proc/irq/default_smp_affinity /proc/bus/pci/*/*; do
                    (: >>$file) 2>/dev/null && echo "opened $file"
                done; echo end""");

        assertThat(printed).isEqualTo("end\n");
    }

    /** With bubblewrap it sees none. That it may does no harm: limits and priorities keep their values. */
    @ParameterizedTest
    @MethodSource("ways")
    void othersKeepTheirLimitsAndPriorities(Agent.Way way) throws Exception {
        Process other = new ProcessBuilder("sleep", "4711.7").start();
        try {
            String printed = agent.printed(way, """
                    python3 - %d <<'E'
                    import os, resource, sys
                    other = int(sys.argv[1])
                    def attempt(name, act):
                        try: act(); print(name, "X" + "reached")
                        except OSError: pass
                    attempt("limit", lambda: resource.prlimit(other, resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])))
                    attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, other, os.getpriority(os.PRIO_PROCESS, other)))
                    attempt("of a group", lambda: os.setpriority(os.PRIO_PGRP, os.getpgid(other), 0))
                    attempt("scheduler", lambda: os.sched_setscheduler(other, os.SCHED_BATCH, os.sched_param(0)))
                    resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.nice(1); os.sched_setaffinity(0, os.sched_getaffinity(0))
                    resource.prlimit(os.getpid(), resource.RLIMIT_CORE); print("own")
                    E
                    """.formatted(other.pid()));

            assertThat(printed).doesNotContain("Xreached").endsWith("own\n");
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noOtherTerminalIsReadOrWrittenTo(Agent.Way way) throws Exception {
        try (Pty other = Pty.open(24, 80)) {
            String printed = agent.printed(
                    way,
                    "(exec 3<>%1$s) 2>/dev/null && echo Xreached''X; (echo > %1$s) 2>/dev/null && echo Xreached''X; echo end"
                            .formatted(other.slave()));

            assertThat(printed).doesNotContain("XreachedX").endsWith("end\n");
        }
    }

    @Test
    void aShellHasItsOwnTerminal() throws Exception {
        assertThat(agent.printed(Agent.Way.SHELL, "tty -s </dev/tty && echo it has"))
                .isEqualTo("it has\n");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noSocketIsMadeThatNoNamespaceCuts(Agent.Way way) throws Exception {
        assertThat(agent.printed(way, """
                python3 - <<'E'
                import socket
                for family in (31, 39, 40, 42):
                    try: socket.socket(family, socket.SOCK_STREAM); print("made", family)
                    except PermissionError: pass
                print("end")
                E
                """)).isEqualTo("end\n");
    }

    /** Its session, its parents and its environment: nothing of it is as it was started. */
    @ParameterizedTest
    @MethodSource("ways")
    void whatChangedAllOfItselfEndsWithIt(Agent.Way way) throws Exception {
        assumeThatTheKernelTellsWhatComesFromIt();
        Sleeper left = new Sleeper(agent.allowed.resolve("left." + way));

        agent.printed(way, left.started());

        left.awaitEnd();
    }

    @Test
    void norDoesItOutliveItsJobsKilledWrapper() {
        assumeThatTheKernelTellsWhatComesFromIt();
        Sleeper left = new Sleeper(agent.allowed.resolve("left.wrapper"));
        JobInfo job = agent.jobs.submit(JobSpec.of(List.of("bash", "-c", left.started() + "sleep 60")));
        await().until(() -> Files.exists(left.mark));

        TaskRecord.Started started = agent.jobs
                .places
                .folder(job.job())
                .task(TaskKey.PLAIN)
                .started()
                .orElseThrow();
        ProcessHandle.of(started.wrapper().pid()).orElseThrow().destroyForcibly();

        left.awaitEnd();
    }

    private void assumeThatTheKernelTellsWhatComesFromIt() {
        assumeTrue(
                mechanism == Mechanism.BUBBLEWRAP || Kernel.landlockVersion() >= Rights.SCOPES,
                "Landlock scopes signals from version " + Rights.SCOPES + "; here it is " + Kernel.landlockVersion());
    }

    /** @param mark a file that is there when it runs */
    private record Sleeper(Path mark, String seconds) {
        Sleeper(Path mark) {
            // No other process sleeps so long.
            this(mark, "4714." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
        }

        /** A command that ends when it runs. */
        String started() {
            return """
                    (setsid env -i /bin/sh -c 'echo there > %1$s; exec /bin/sleep %2$s' >/dev/null 2>&1 &)
                    while [ ! -s %1$s ]; do sleep 0.02; done
                    """.formatted(mark, seconds);
        }

        void awaitEnd() {
            assertThat(mark).exists();
            await().until(() -> ProcessHandle.allProcesses()
                    .flatMap(process -> process.info().commandLine().stream())
                    .noneMatch(line -> line.endsWith("sleep " + seconds)));
        }
    }

    @Test
    void ordinaryWorkGoesOn() throws Exception {
        Enforcing.assumeInstalled("gcc", "git");
        String printed = agent.printed(Agent.Way.EXEC, """
                set -e; cd %s; rm -rf work; mkdir work; cd work
                git init -q a; cd a; git config user.email a@b; git config user.name a; echo 1 > f; git add f; git commit -qm one
                cd ..; git clone -q a b; cat b/f
                printf '#include <stdio.h>\\nint main(void) { puts("compiled"); return 0; }\\n' > m.c; gcc -o m m.c; ./m
                chmod 750 m; touch -d 2001-01-01 m; ln m m2; ln -s m m3; mkfifo p
                python3 -c 'from multiprocessing import shared_memory as s
                m = s.SharedMemory(create=True, size=64); m.buf[0] = 7; print("shared", m.buf[0]); m.close(); m.unlink()'
                python3 -c 'import tempfile; print(tempfile.NamedTemporaryFile().write(b"12"))'
                f=$(mktemp); echo temporary > $f; cat $f; seq 3 | sort -r | tail -n 1; getent passwd root | cut -d: -f1
                """.formatted(agent.allowed));

        assertThat(printed).isEqualTo("1\ncompiled\nshared 7\n2\ntemporary\n1\nroot\n");
    }
}
