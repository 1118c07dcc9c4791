package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc shell --alloc} on a real SLURM, through all programs. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AllocationTest {
    private SlurmCluster slurm;
    private World world;
    private Daemon box;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        slurm = SlurmCluster.start(SlurmVariant.plain());
        world = World.start(AllocationTest.class, folder);
        box = world.box(SlurmJobsTest.on(slurm));
        key = world.platform().agentKey(World.ADA, "agent");
    }

    /** Of a test that failed, too. */
    @AfterEach
    void freeTheNode() {
        if (slurm != null) {
            slurm.run("scancel", "--user=root");
            await().untilAsserted(() -> assertThat(queue()).isEmpty());
        }
    }

    @AfterAll
    void stop() throws IOException {
        if (world != null) {
            world.close();
        }
        if (slurm != null) {
            slurm.close();
        }
    }

    @Test
    void aShellHoldsItsAllocationUntilItEnds() {
        Outcome<String> opened = open("--cpus", "2", "--name", "held");
        assertThat(opened.exitCode()).as(opened.err()).isZero();
        assertThat(opened.out()).matches("in j_\\w+\n");
        assertThat(queue()).isEqualTo("held RUNNING 10:00");
        assertThat(world.hpc(key, "job", "list", "box").out()).contains("held");

        String shell = opened.err().replaceAll("(?s).*shell (s_\\S+).*", "$1");
        assertThat(world.hpc(key, "shell", "box", "--attach", shell, "--run", "echo in $HPC_JOB_ID")
                        .out())
                .isEqualTo(opened.out());
        assertThat(world.hpc(key, "shell", "box", "--close", shell).exitCode()).isZero();
        await().untilAsserted(() -> assertThat(queue()).isEmpty());
        await().untilAsserted(() ->
                assertThat(world.hpc(key, "job", "list", "box").out()).contains("CANCELLED"));
    }

    @Test
    void interruptedWhileItWaitsItLeavesNoJob() throws IOException {
        Program waiting = world.hpcInBackground(
                key, "shell", "box", "--alloc", "--run", "true", "--", "--option=--begin=now+1hour");
        await().untilAsserted(() -> assertThat(waiting.output()).contains("is PENDING (BeginTime); waiting"));
        new ProcessBuilder("kill", "-INT", String.valueOf(waiting.pid()))
                .start()
                .onExit()
                .join();
        await().untilAsserted(() -> assertThat(queue()).isEmpty());
        await().until(() -> !waiting.isAlive());
    }

    /** As long as a person at a terminal lets it. */
    @Test
    void atATerminalItEndsWithTheTimeLimitOfItsJobAndSaysSo() throws IOException {
        Path over = box.work().resolve("over");
        Program terminal = world.besideInBackground(
                key,
                "sh",
                "-c",
                "{ printf 'echo in $HPC_JOB_ID.\\r'; until [ -e %s ]; do sleep 0.1; done; }".formatted(over)
                        + " | script -qefc 'hpc shell box --alloc -- --time 0:08 --name typed' /dev/null");
        await().untilAsserted(() -> assertThat(terminal.output()).containsPattern("in j_\\w+\\."));
        assertThat(queue()).startsWith("typed RUNNING");

        await().untilAsserted(() -> assertThat(terminal.output()).contains("and this shell with it"));
        Files.createFile(over);
        await().until(() -> !terminal.isAlive());
        await().untilAsserted(() ->
                assertThat(world.hpc(key, "job", "list", "box").out()).containsPattern("TIMEOUT +typed"));
    }

    @Test
    void theAllocationOfAShellThatAKilledDaemonHadEndsWithTheNext() {
        Outcome<String> opened = open("--name", "orphan");
        assertThat(opened.exitCode()).as(opened.err()).isZero();
        box.program().kill();
        assertThat(queue()).startsWith("orphan");
        box.startAgain();
        await().untilAsserted(() -> assertThat(queue()).isEmpty());
    }

    @Test
    void whatIsNotAnOptionOfAJobIsRefusedByName() {
        Outcome<String> refused = open("--walltime", "1");
        assertThat(refused.exitCode()).isEqualTo(125);
        assertThat(refused.err()).contains("after --: ", "--walltime");
        assertThat(open("--partition", "nowhere").err()).contains("invalid partition");
        assertThat(world.hpc(key, "shell", "box", "--job", "j_0123abcd", "--alloc", "--run", "true")
                        .err())
                .contains("--alloc is for a new shell in a new job");
        assertThat(world.hpc(key, "shell", "box", "true").err()).contains("a command goes with --run 'CMD'");
        assertThat(queue()).isEmpty();
    }

    private Outcome<String> open(String... options) {
        String[] words = {"shell", "box", "--alloc", "--run", "echo in $HPC_JOB_ID", "--", "--time", "10:00"};
        String[] all = new String[words.length + options.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        return world.hpc(key, all);
    }

    private String queue() {
        return slurm.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%j %T %l")
                .strip();
    }
}
