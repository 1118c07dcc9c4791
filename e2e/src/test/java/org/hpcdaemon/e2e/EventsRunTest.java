package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc events --follow --run}: each wake-up's command succeeds once, whatever ends what. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsRunTest {
    private World world;
    private Path folder;
    private Path here;
    private String key;
    private HpcClient client;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        world = World.start(EventsRunTest.class, temporary);
        world.box();
    }

    @BeforeEach
    void anAgentOfItsOwn(TestInfo test) throws IOException {
        String name =
                test.getTestMethod().orElseThrow().getName().substring(0, 8).toLowerCase(Locale.ROOT);
        key = world.platform().agentKey(World.ADA, name);
        client = world.client(key);
        here = Files.createDirectory(folder.resolve(name));
    }

    @AfterAll
    void stop() throws IOException {
        world.close();
    }

    private Program follow(String command) {
        return world.hpcInBackground(key, "events", "--follow", "--run", "cd " + here + "; " + command);
    }

    private String submit(String context) {
        try (DaemonSession session = client.connect(new DaemonId("box"))) {
            return session.submit(Jobs.shell("true", context)).id().value();
        }
    }

    private boolean inboxIsEmpty() {
        return client.events(0, Duration.ZERO).events().isEmpty();
    }

    private String read(String file) {
        try {
            return Files.readString(here.resolve(file));
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void failsThenSucceedsAndKeepsNoOtherWaiting() throws Exception {
        Program hpc = follow("cat > $HPC_EVENT_JOB.json; echo $HPC_EVENT_JOB $HPC_EVENT_STATE $HPC_EVENT_EXIT >> runs;"
                + " grep -q poison $HPC_EVENT_JOB.json && [ ! -e mended ] && exit 9; exit 0");
        String poison = submit("poison");
        await().until(() -> read("runs").contains(poison));
        String other = submit("other");
        await().until(() -> read("runs").contains(other));
        await().until(() ->
                read("runs").lines().filter(line -> line.contains(poison)).count() > 1);
        assertThat(client.events(0, Duration.ZERO).events())
                .extracting(each -> each.event().endedJob().job().value())
                .contains(poison);
        Files.createFile(here.resolve("mended"));
        await().until(this::inboxIsEmpty);

        assertThat(read("runs").lines()).contains(other + " COMPLETED 0").containsOnlyOnce(other + " COMPLETED 0");
        assertThat(Json.read(read(poison + ".json"), Event.class).context()).isEqualTo("poison");
        assertThat(hpc.output()).contains("the command ended with 9 for wake-up");
        assertThat(hpc.isAlive()).isTrue();
    }

    @Test
    void endsItsCommandWhenItIsEndedAndTheNextOneRunsItAgain() {
        submit("long");
        Program hpc =
                follow("trap 'echo told >> runs; exit 1' TERM; sleep 4711.31 & (trap '' TERM; exec sleep 4711.32) &"
                        + " echo begun >> runs; wait");
        await().until(() -> read("runs").equals("begun\n"));
        hpc.stop();
        await().until(() -> read("runs").equals("begun\ntold\n"));
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains("sleep 4711.3")))
                .isEmpty();
        assertThat(inboxIsEmpty()).isFalse();
        follow("echo again >> runs");
        await().until(this::inboxIsEmpty);
        assertThat(read("runs")).isEqualTo("begun\ntold\nagain\n");
    }

    @Test
    void killedWaitsForTheCommandThatOutlivesItAndRunsItAgain() throws Exception {
        submit("outlives");
        Program hpc = follow("echo begun >> runs; until [ -e go ]; do sleep 0.1; done; echo ended >> runs");
        await().until(() -> read("runs").equals("begun\n"));
        hpc.kill();
        Program next = follow("echo again >> runs");
        await().until(() -> next.output().contains("is still running; waiting for its end"));
        assertThat(read("runs")).isEqualTo("begun\n");
        Files.createFile(here.resolve("go"));
        await().until(this::inboxIsEmpty);
        assertThat(read("runs")).isEqualTo("begun\nended\nagain\n");
    }

    @Test
    void onlyOneOfAnAgentRunsAtATime() {
        submit("first");
        follow("echo first >> runs");
        await().until(() -> read("runs").equals("first\n"));
        Outcome<String> second =
                world.hpc(key, Map.of(), "events", "--follow", "--run", "echo second >> " + here + "/runs");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("another `hpc events --run` for this agent is running", "end it first");
    }

    @Test
    void presetsArePrintedAndSayNothingThatAJobSays() {
        Outcome<String> presets = world.hpc(key, Map.of(), "events", "--presets");
        assertThat(presets.exitCode()).isZero();
        assertThat(presets.out()).contains("claude -p --resume SESSION", "codex exec resume SESSION", "ntfy.sh/TOPIC");
        assertThat(presets.out().replaceAll("\\$\\{?HPC_EVENT_(JOB|APPROVAL|DAEMON|STATE)", ""))
                .doesNotContain("$");
    }
}
