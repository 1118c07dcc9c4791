package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line on a real SLURM, through all programs. */
@Order(1)
final class SlurmJobsTest {
    @BeforeAll
    static void needed() {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
    }

    @Test
    void anAgentSubmitsWatchesReadsAndCancelsAndIsWoken(@TempDir Path folder) throws IOException {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(SlurmJobsTest.class, folder)) {
            Daemon box = world.box(on(slurm));
            String key = world.platform().agentKey(World.ADA, "agent");
            assertThat(world.hpc(key, "daemons", "--json").out()).contains("slurm");
            Path script = Files.writeString(
                    folder.resolve("job.sh"),
                    "#!/bin/bash\n#SBATCH --job-name=walk --cpus-per-task=2\necho on $SLURM_JOB_ID; exit 7\n");

            String job = submit(world, key, "--script", script.toString(), "--context", "epoch 3");
            String slow = submit(world, key, "--", "sleep", "600");
            assertThat(world.hpc(key, "job", "wait", "box", job).exitCode()).isEqualTo(7);
            String id = slurm.run("squeue", "-h", "--states=all", "--name=walk", "-o", "%A")
                    .strip();
            assertThat(world.hpc(key, "job", "logs", "box", job).out()).isEqualTo("on " + id + "\n");
            assertThat(world.hpc(key, "job", "status", "box", job, "--json").out())
                    .contains("\"schedulerId\" : \"" + id + "\"", "\"name\" : \"walk\"", "FAILED");

            assertThat(world.hpc(key, "job", "cancel", "box", slow).exitCode()).isZero();
            world.hpc(key, "job", "wait", "box", slow);
            assertThat(world.hpc(key, "job", "status", "box", slow).out()).contains("CANCELLED");

            assertThat(world.hpc(key, "events").out()).contains(job, "epoch 3", slow);
            Outcome<String> refused = world.hpc(key, "job", "submit", "box", "--partition", "nowhere", "--", "true");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("invalid partition");
            assertThat(world.hpc(key, "job", "submit", "box", "--option=--clusters=other", "--", "true")
                            .err())
                    .contains("clusters");
            assertThat(box.run("status").out()).contains("0 not ended").containsPattern("scheduler +slurm\n");
        }
    }

    @Test
    void submittedFourTimesWhileTheControllerStandsStillForFifteenSecondsItIsOneJob(@TempDir Path folder)
            throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(SlurmJobsTest.class, folder)) {
            Daemon box = world.box(on(slurm));
            String key = world.platform().agentKey(World.ADA, "agent");
            slurm.freezeController();
            List<CompletableFuture<Outcome<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(CompletableFuture.supplyAsync(() ->
                        world.hpc(key, "job", "submit", "box", "--key", "K", "--", "sh", "-c", "echo ran >>ran")));
            }
            boolean _ = new CountDownLatch(1).await(15, TimeUnit.SECONDS);
            await().until(() -> box.run("status").out().contains("scheduler unreachable since")
                    || answers.stream().allMatch(CompletableFuture::isDone));
            slurm.thawController();

            String job = answers.getFirst().join().out().strip();
            assertThat(answers)
                    .allSatisfy(
                            answer -> assertThat(answer.join().out().strip()).isEqualTo(job));
            assertThat(world.hpc(key, "job", "wait", "box", job).exitCode()).isZero();
            assertThat(slurm.run("squeue", "-h", "--states=all", "-o", "%A").lines())
                    .hasSize(1);
            assertThat(Files.readAllLines(box.work().resolve("ran")))
                    .as("once, or as often as SLURM itself started it again: on a busy machine its launch may time out")
                    .hasSize(attempts(world, key, job));
            assertThat(new Inbox(world.client(key)).await(1)).hasSize(1);
        }
    }

    private static int attempts(World world, String key, String job) {
        return Json.tree(world.hpc(key, "job", "status", "box", job, "--json").out())
                .path("attempt")
                .intValue();
    }

    static Map<String, String> on(SlurmCluster slurm) {
        Map<String, String> environment = new HashMap<>(slurm.environment());
        environment.put("LOCAL_MODE", "0");
        environment.put("HPC_SLURM_POLL_SECONDS", "1"); // this SLURM has no other users
        return environment;
    }

    private static String submit(World world, String key, String... what) {
        List<String> arguments = new ArrayList<>(List.of("job", "submit", "box"));
        arguments.addAll(List.of(what));
        Outcome<String> outcome = world.hpc(key, arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out().strip();
    }
}
