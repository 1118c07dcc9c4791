package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.sandbox.enforce.Bubblewrap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nothing keeps agents from the sockets of the user's other programs, they make none, if the user wants that. */
final class UnixSocketsTest {
    private static final String ATTEMPTS = """
            python3 - <<'E'
            import socket
            def attempt(name, make):
                try: make(); print(name, "made")
                except PermissionError: print(name, "denied")
            attempt("socket", lambda: socket.socket(socket.AF_UNIX))
            attempt("pair", lambda: socket.socketpair())
            attempt("pair of datagrams", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
            attempt("pair of raw", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW | socket.SOCK_CLOEXEC))
            attempt("network", lambda: socket.socket())
            E
            """;

    private static final String MADE =
            "socket made\npair made\npair of datagrams made\npair of raw made\nnetwork made\n";
    private static final String DENIED =
            "socket denied\npair made\npair of datagrams denied\npair of raw denied\nnetwork made\n";

    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    @ParameterizedTest(name = "{0}, Landlock {1}, --no-unix-sockets {2}")
    @CsvSource({
        "BUBBLEWRAP, 7, false, false, false",
        "BUBBLEWRAP, 7, true,  false, false",
        "BUBBLEWRAP, 0, false, false, true",
        "BUBBLEWRAP, 0, true,  true,  false",
        "LANDLOCK,   3, false, true,  false"
    })
    void theyAreMadeWhereTheyLeadNowhereOrTheUserSaidNothing(
            Mechanism mechanism, int landlock, boolean agreed, boolean denied, boolean gap) throws Exception {
        Enforcing.assume(mechanism);
        Enforcing.assumeInstalled("python3");
        assumeTrue(
                Kernel.landlockVersion() >= landlock,
                "needs Landlock " + landlock + "; here it is " + Kernel.landlockVersion());
        Guarding guarding = new Guarding(IfUnenforced.REFUSE, List.of(), false, agreed, false);
        try (Agent agent = new Agent(folder, mechanism, guarding, new KernelSupport(landlock))) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);

            assertThat(agent.printed(Agent.Way.EXEC, ATTEMPTS)).isEqualTo(denied ? DENIED : MADE);
            assertThat(agent.guard.level().notes().contains(Bubblewrap.UNSCOPED))
                    .isEqualTo(gap);
        }
    }
}
