package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Test;

final class ProcessTreeTest {
    private final TreeCookie cookie = new TreeCookie.Source("test", new Random()).next();
    private final ChildEnvironment environment =
            new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin", "HPC_API_KEY", "secret"));

    private Spawner.Piped start(String script) throws Exception {
        return Spawner.onPipes(
                new Spawner.Command(List.of("bash", "-c", script), environment.with(Map.of(), cookie), "/"), false);
    }

    private static void awaitCount(ProcessTree tree, int count) {
        Patience.await().untilAsserted(() -> assertThat(tree.members()).hasSize(count));
    }

    @Test
    void nothingSurvivesWhateverItDidToGetAway() throws Exception {
        Spawner.Piped piped = start("""
                setsid sleep 1001 & nohup sleep 1002 >/dev/null 2>&1 &
                (setsid nohup bash -c "trap '' TERM HUP INT; sleep 1003 & wait; sleep 1004" >/dev/null 2>&1 &)
                (trap '' TERM; env -i sleep 1005 &)
                trap '' TERM; sleep 1006; sleep 1007""");
        ProcessTree tree = new ProcessTree(piped.child().pid(), cookie, Spawner.Origin.HERE);
        awaitCount(tree, 7);
        tree.end(Duration.ofMillis(200), SignalName.TERM);
        assertThat(tree.members()).isEmpty();
        assertThat(piped.child().exit().get()).isEqualTo(new Exit.Signalled(9));
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.matches(".*sleep 100[1-7].*"));
    }

    @Test
    void aStoppedProcessHearsTermToo() throws Exception {
        Spawner.Piped piped = start("trap 'exit 5' TERM; kill -STOP $$; while :; do sleep 0.01; done");
        ProcessTree tree = new ProcessTree(piped.child().pid(), cookie, Spawner.Origin.HERE);
        Patience.await().until(() -> tree.members().stream().anyMatch(process -> process.state() == 'T'));
        tree.end(Duration.ofSeconds(5), SignalName.TERM);
        assertThat(piped.child().exit().get()).isEqualTo(new Exit.Code(5));
    }

    @Test
    void theDaemonsSecretsAreInNoChild() {
        assertThat(environment.with(Map.of("A", "b"), cookie))
                .containsOnlyKeys("PATH", "A", TreeCookie.VARIABLE)
                .containsEntry("A", "b");
    }

    @Test
    void aStatLineIsReadWhateverTheNameIs() {
        String tail = " S 1 22 333 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2";
        assertThat(ProcStat.parse("42 (a) R 7 (b)" + tail)).hasValueSatisfying(stat -> {
            assertThat(stat).isEqualTo(new ProcStat(42, 'S', 1, 22, 333, 98765));
            assertThat(stat.alive()).isTrue();
        });
        assertThat(ProcStat.parse("42 (short) S 1 2")).isEmpty();
        assertThat(ProcStat.parse("")).isEmpty();
    }
}
