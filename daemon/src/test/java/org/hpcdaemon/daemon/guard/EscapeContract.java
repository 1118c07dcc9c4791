package org.hpcdaemon.daemon.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.IfUnenforced;
import org.hpcdaemon.protocol.id.ShellId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an agent must not reach, line by line, with one of the mechanisms that enforce it, by commands, in shells and
 * in jobs. An attempt may fail in any way; what counts is what it found, and what is there afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EscapeContract {
    private static final String SECRET = "XsecretX";

    private final Mechanism mechanism;
    private Agent agent;
    private Map<String, String> before;

    EscapeContract(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    @BeforeAll
    void start(@TempDir(factory = OutsideTmp.class) Path folder) throws Exception {
        Path user = Files.createDirectories(folder.toRealPath().resolve("user"));
        Path mine = Files.writeString(user.resolve("mine"), SECRET);
        agent = new Agent(folder, mechanism, new Guarding(IfUnenforced.REFUSE, List.of(mine.toString()), false, false));
        assumeThat(agent.guard.level())
                .as(
                        "this machine offers %s; why not: %s",
                        mechanism, agent.guard.level().notes())
                .isInstanceOfSatisfying(
                        Level.Enforced.class,
                        level -> assertThat(level.mechanism()).isEqualTo(mechanism));
        for (String secret : List.of(
                ".ssh/id_ed25519",
                ".aws/credentials",
                ".gnupg/key",
                ".netrc",
                ".docker/config.json",
                ".kube/config",
                ".config/gh/hosts.yml",
                ".cache/huggingface/token")) {
            Files.createDirectories(user.resolve(secret).getParent());
            Files.writeString(user.resolve(secret), SECRET);
        }
        Files.writeString(user.resolve("data"), "readable");
        Files.createDirectories(user.resolve("repo/.git/hooks"));
        Files.createDirectories(folder.toRealPath().resolve("ws-evil"));
        before = outside();
    }

    @AfterAll
    void stop() {
        agent.close();
    }

    Stream<Agent.Way> ways() {
        return Stream.of(Agent.Way.values());
    }

    /** Everything of the user's outside: names, kinds, modes, times, contents. */
    private Map<String, String> outside() throws Exception {
        Map<String, String> seen = new TreeMap<>();
        for (Path root : List.of(agent.user, agent.user.resolveSibling("ws-evil"))) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.toList()) {
                    Map<String, Object> facts =
                            Files.readAttributes(path, "unix:mode,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                    seen.put(path.toString(), facts + (Files.isRegularFile(path) ? Files.readString(path) : ""));
                }
            }
        }
        return seen;
    }

    private void nothingHappened(Agent.Way way, String attempt) throws Exception {
        String printed = agent.printed(way, attempt);

        assertThat(outside()).as(printed).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(printed).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nothingOutsideIsWrittenMadeLinkedRenamedOrTruncated(Agent.Way way) throws Exception {
        nothingHappened(way, """
                cd %1$s
                for sh in bash dash; do
                    $sh -c 'echo x >> data; : > data; echo x > new; mkdir d; ln data l; ln -s data s; mv data e; rm data'
                done
                cp /etc/passwd data; truncate -s 0 data; dd if=/dev/null of=data; touch new; mkfifo p; rm -rf repo
                python3 -c 'import os
                for f in (lambda: open("data", "w"), lambda: os.truncate("data", 0), lambda: os.rename("data", "e"),
                          lambda: os.mkdir("d"), lambda: os.mknod("n"), lambda: os.unlink("data"), lambda: os.link("data", "%2$s/l")):
                    try: f()
                    except OSError: pass'
                perl -e 'open F, ">", "data"; open F, ">>", "new"; truncate "data", 0; unlink "data"; mkdir "d"; rename "data", "e"'
                """.formatted(agent.user, agent.allowed));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void norChangedInModeTimesOrAttributes(Agent.Way way) throws Exception {
        if (mechanism == Mechanism.LANDLOCK) { // has no right for these, and says so
            assertThat(agent.guard.level().notes()).anyMatch(note -> note.contains("modes, owners, times"));
            return;
        }
        nothingHappened(way, """
                cd %s; chmod 777 data; touch -d 2001-01-01 data; chown 1 data; setfattr -n user.x -v y data
                python3 -c 'import os
                for f in (lambda: os.chmod("data", 0), lambda: os.utime("data", (1, 1)), lambda: os.setxattr("data", "user.x", b"y")):
                    try: f()
                    except OSError: pass'
                perl -e 'chmod 0, "data"; utime 1, 1, "data"'
                """.formatted(agent.user));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatRunsAtTheNextLoginIsNotMadeAndNoPlaceholderIsLeft(Agent.Way way) throws Exception {
        nothingHappened(way, """
                cd %s; for f in .bashrc .profile .ssh/authorized_keys .ssh/rc .config/new repo/.git/hooks/pre-commit .hpc_daemon/x; do
                    mkdir -p "${f%%/*}"; echo evil > $f; echo evil >> $f; chmod +x $f
                done
                """.formatted(agent.user));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theDaemonsStateAndProcessAreOutOfReach(Agent.Way way) throws Exception {
        long daemon = ProcessHandle.current().pid();
        Files.writeString(agent.state.resolve("config.properties"), SECRET);

        nothingHappened(way, """
                cat %1$s/state.db %1$s/config.properties | strings; echo evil > %1$s/config.properties; rm -rf %1$s/state.db
                for f in environ maps mem; do head -c 9 /proc/%2$d/$f >/dev/null && echo %3$s; done
                ls -l /proc/%2$d/fd/ /proc/%2$d/cwd/ && echo %3$s
                kill -0 %2$d && echo %3$s; kill -USR2 %2$d
                """.formatted(agent.state, daemon, "Xsec''retX"));

        assertThat(agent.state.resolve("config.properties")).hasContent(SECRET);
        assertThat(agent.state.resolve("state.db")).isNotEmptyFile();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void keysAndTokensAreNotReadNorWhatTheUserAddedAndTheRestIs(Agent.Way way) throws Exception {
        nothingHappened(way, """
                cd %1$s; cat .ssh/* .aws/* .gnupg/* .netrc .docker/* .kube/* .config/gh/* .cache/huggingface/token mine
                cat /proc/self/root%1$s/.ssh/*; grep -r %2$s .; python3 -c 'print(open("mine").read())'; perl -pe 1 .netrc
                """.formatted(agent.user, "Xsec[r]etX"));

        assertThat(agent.printed(way, "cat " + agent.user + "/data")).contains("readable");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void authorityOfOthersIsNotBorrowed(Agent.Way way) throws Exception {
        Path place = Files.isWritable(Path.of("/run")) ? Path.of("/run") : Path.of("/tmp");
        Path socket = place.resolve("hpc-test-" + ProcessHandle.current().pid() + "-" + way);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            String printed = agent.printed(way, """
                    python3 -c 'import socket
                    s = socket.socket(socket.AF_UNIX); s.connect("%s"); print("Xreached" + "X")'
                    grep -E "NoNewPrivs|CapEff|CapBnd|Seccomp:" /proc/self/status; env
                    """.formatted(socket));

            assertThat(printed)
                    .doesNotContain("XreachedX")
                    .containsPattern("NoNewPrivs:\\s1")
                    .containsPattern("CapEff:\\s0{16}")
                    .containsPattern("Seccomp:\\s2")
                    .doesNotContain("SSH_AUTH_SOCK", "DBUS_SESSION");
        } finally {
            Files.delete(socket);
        }
    }

    @Test
    void abstractSocketsAreNotReached() throws Exception {
        Process server = new ProcessBuilder(
                        "python3", "-c", """
                import socket
                s = socket.socket(socket.AF_UNIX); s.bind("\\0hpc-test-%d"); s.listen(9); print("on", flush=True)
                while True: s.accept()
                """.formatted(ProcessHandle.current().pid()))
                .start();
        try {
            assertThat(server.getInputStream().read()).isEqualTo('o');
            assumeThat(Kernel.landlockVersion()).as("a kernel with scopes").isGreaterThanOrEqualTo(Rights.SCOPES);

            assertThat(agent.printed(Agent.Way.EXEC, """
                    python3 -c 'import socket
                    s = socket.socket(socket.AF_UNIX); s.connect("\\0hpc-test-%d"); print("Xreached" + "X")'
                    """.formatted(
                                    ProcessHandle.current().pid())))
                    .contains("Error")
                    .doesNotContain("XreachedX");
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void pathsThatLieLeadNowhere(Agent.Way way) throws Exception {
        Path hardLink = agent.allowed.resolve("hard");
        nothingHappened(way, """
                cd %1$s; ln -sfn %2$s out; echo evil > out/data; echo evil > out/new; ln %2$s/data hard; ln out/data hard
                echo evil > ../user/data; echo evil > ../ws-evil/x; touch ../ws-evil/y; mkdir ../ws2
                echo evil > /proc/self/root%2$s/data; echo evil > /proc/self/cwd/../user/data
                for d in /proc/[0-9]*/cwd /proc/[0-9]*/root; do echo evil > $d%2$s/data; done 2>/dev/null
                rm -f out
                """.formatted(agent.allowed, agent.user));

        assertThat(hardLink).doesNotExist();
        assertThat(agent.user.resolveSibling("ws2")).doesNotExist();
    }

    @Test
    void aLinkThatChangesWhileItIsWrittenThroughLeadsNowhere() throws Exception {
        nothingHappened(Agent.Way.EXEC, """
                cd %1$s; mkdir -p real
                python3 - <<'E'
                import os, time
                end = time.time() + 3
                if os.fork() == 0:
                    while time.time() < end:
                        os.symlink("%2$s", "a"); os.rename("a", "swap"); os.symlink("real", "a"); os.rename("a", "swap")
                    os._exit(0)
                while time.time() < end:
                    for name in ("swap/data", "swap/new"):
                        try: open(name, "w").write("evil")
                        except OSError: pass
                E
                """.formatted(agent.allowed, agent.user));
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

    @Test
    void nothingIsTypedIntoTheTerminalAsIfSomebodyDid() {
        ShellId shell = agent.shell();

        assertThat(agent.run(
                                shell,
                                "perl -e 'open T, \"+<\", \"/dev/tty\"; $c = \"x\"; print ioctl(T, 0x5412, $c) ? \"typed\" : $!' </dev/tty")
                        .output()
                        .head())
                .isEqualTo("Operation not permitted");
        agent.closeShell(shell);
    }

    @Test
    void whatWasLeftInAShellEndsWithIt() {
        ShellId shell = agent.shell();
        agent.run(
                shell,
                "nohup sleep 4712.1 >/dev/null 2>&1 & (setsid sleep 4712.1 &) ; setsid nohup sh -c 'sleep 4712.1 & sleep 4712.1' >/dev/null 2>&1 & disown -a");
        agent.closeShell(shell);

        await().atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.contains("4712.1")));
    }

    @Test
    void ordinaryWorkGoesOn() throws Exception {
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
