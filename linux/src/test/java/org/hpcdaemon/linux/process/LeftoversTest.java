package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Spawner;
import org.junit.jupiter.api.Test;

final class LeftoversTest {
    private final String daemon = "left" + ThreadLocalRandom.current().nextInt(1_000_000);
    private final TreeCookie.Source before = new TreeCookie.Source(daemon, ThreadLocalRandom.current());
    private final TreeCookie.Source now = new TreeCookie.Source(daemon, ThreadLocalRandom.current());

    private static Spawner.Piped start(TreeCookie.Source cookies, String script) throws Exception {
        Map<String, String> environment =
                new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")).with(Map.of(), cookies.next());
        return Spawner.onPipes(new Spawner.Command(List.of("bash", "-c", script), environment, "/"), false);
    }

    @Test
    void whatTheLastRunLeftEndsAndNothingElse() throws Exception {
        Spawner.Piped left = start(before, "setsid sleep 1011 & trap '' HUP TERM; sleep 1012; sleep 1013");
        Spawner.Piped another =
                start(new TreeCookie.Source(daemon + "0", ThreadLocalRandom.current()), "exec sleep 1014");
        await().until(() -> running("sleep 101[123]") == 2);

        new Leftovers(now).end(Duration.ofMillis(200));

        assertThat(left.child().exit().get()).isEqualTo(new Exit.Signalled(9));
        assertThat(running("sleep 101[123]")).isZero();
        assertThat(running("sleep 1014")).isOne();
        another.child().signal(9);
    }

    /** As in: hpc-daemon stop; hpc-daemon start --detach, in a shell of that daemon's. */
    @Test
    void aDaemonDoesNotEndThoseItWasStartedBy() throws Exception {
        TreeCookie.Source own = new TreeCookie.Source("own", ThreadLocalRandom.current());
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StartedByItself.class.getName());
        builder.environment().put(TreeCookie.VARIABLE, own.next().value());

        Process started = builder.inheritIO().start();

        assertThat(started.waitFor()).isZero();
    }

    static final class StartedByItself {
        private StartedByItself() {}

        static void main() {
            new Leftovers(new TreeCookie.Source("own", ThreadLocalRandom.current())).end(Duration.ZERO);
        }
    }

    private static long running(String pattern) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.matches("(.*/)?" + pattern))
                .count();
    }
}
