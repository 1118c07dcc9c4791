package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteConnection;
import org.hpcdaemon.client.RemoteUpload;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents have on a daemon is seen and ended from its machine, on the real platform, the daemon a process of its own. */
@Tag("slow")
final class AgentsVerbsTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final RandomIds IDS = RandomIds.secure();

    @TempDir
    private Path temp;

    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HpcClient> clients = new ArrayList<>();
    private VerbCalls verbs;
    private RealPlatform platform;
    private Path work;

    @BeforeEach
    void start() throws Exception {
        work = Files.createDirectory(temp.toRealPath().resolve("work"));
        platform = new RealPlatform(temp.resolve("platform"));
        verbs = new VerbCalls(temp.resolve("home"));
        String key = platform.daemonKey("box").secret();
        TestProfiles.save(verbs.context(), TestProfiles.plain(BOX, platform.url(), work, key));
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
    }

    @AfterEach
    void end() {
        run("stop", "--grace", "3");
        clients.forEach(HpcClient::close);
        calls.shutdownNow();
        platform.close();
    }

    private int run(String... args) {
        return verbs.run(args);
    }

    private String said() {
        return verbs.said();
    }

    private String printed() {
        return verbs.printed();
    }

    private DaemonSession agent(String name) {
        HpcClient client = HpcClient.open(
                Target.of(platform.url()), platform.agentKey(name).secret());
        clients.add(client);
        return client.connect(BOX);
    }

    private CompletableFuture<ExecResult> command(DaemonSession agent) {
        return CompletableFuture.supplyAsync(
                () -> agent.call(
                        new ExecRequest.Run(
                                IDS.key(), List.of("sleep", "3600"), null, null, Map.of(), null, null, null),
                        ExecResult.class),
                calls);
    }

    private static ShellInfo shell(DaemonSession agent) {
        return agent.call(new ShellRequest.Open(IDS.key(), null, null, Map.of(), null, null), ShellInfo.class);
    }

    /** On a port of its own choice, as what the agent started in that shell. */
    private static int listening(DaemonSession agent, ShellId shell) {
        String line =
                "perl -MIO::Socket::INET -e '$| = 1; $s = IO::Socket::INET->new(Listen => 1, LocalAddr => \"127.0.0.1\");"
                        + " print $s->sockport; sleep 3600' > port & until [ -s port ]; do sleep 0.1; done; cat port";
        ShellRunResult run =
                agent.call(new ShellRequest.Run(IDS.key(), shell, line, null, false, null), ShellRunResult.class);
        return Integer.parseInt(run.output().head().lines().toList().getLast().strip());
    }

    private static JobInfo job(DaemonSession agent) {
        return agent.call(submit(), JobInfo.class);
    }

    record View(String daemon, boolean running, List<Agent> agents) {
        Agent of(String name) {
            return agents.stream()
                    .filter(agent -> name.equals(agent.name()))
                    .findFirst()
                    .orElse(new Agent("", name, 0, 0, 0, 0, 0));
        }
    }

    record Agent(String agent, @Nullable String name, int commands, int shells, int files, int forwards, int jobs) {
        private String counts() {
            return commands + " " + shells + " " + files + " " + forwards + " " + jobs;
        }
    }

    private View agents() {
        assertThat(run("agents", "--json")).as(this::said).isZero();
        return Json.read(printed(), View.class);
    }

    @Test
    void oneAgentsWorkIsListedAndEndedByNameAndAnotherGoesOn() {
        assertThat(run("agents")).as(this::said).isZero();
        assertThat(printed()).isEmpty();
        assertThat(said())
                .isEqualToIgnoringNewLines(
                        "no agent has commands, shells, file calls, forwarded connections or jobs on box");
        assertThat(run("end", "worker")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("no agent worker has anything here; no agent has");

        DaemonSession worker = agent("worker");
        CompletableFuture<ExecResult> ended = command(worker);
        RemoteConnection connection = worker.connectTo(
                ForwardRequest.Open.of(listening(worker, shell(worker).shell())));
        JobInfo job = job(worker);
        RemoteUpload upload = worker.files().upload("part");
        DaemonSession other = agent("other");
        CompletableFuture<ExecResult> stays = command(other);
        await().until(() -> agents().of("worker").counts().equals("1 1 1 1 1"));
        await().until(() -> agents().of("other").counts().equals("1 0 0 0 0"));
        assertThat(run("agents")).isZero();
        assertThat(printed())
                .containsPattern("AGENT +NAME +COMMANDS +SHELLS +FILES +FORWARDS +JOBS +SINCE")
                .containsPattern("a_[a-z0-9]+ +worker +1 +1 +1 +1 +1 +[-0-9]{10}T[0-9:]{8}Z");
        await().until(() -> {
            run("status");
            return printed().contains("commands    2 running");
        });
        assertThat(printed()).containsPattern("shells +1 open");

        assertThat(run("end", "worker2")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("no agent worker2 has anything here; there are: ", "(worker)", "(other)");
        assertThat(run("end", "worker")).as(this::said).isZero();
        assertThat(printed())
                .containsPattern(
                        "ended of a_[a-z0-9]+: 1 command, 1 shell, 1 file call, 1 forwarded connection; not ended: 1 job"
                                + " [(]--jobs cancels them[)]");
        assertThat(ended.join().cancelled()).isTrue();
        assertThatThrownBy(upload::result).hasMessageContaining("was ended at the machine");
        assertThat(work.resolve("part")).doesNotExist();
        assertThatThrownBy(connection.in()::read).hasMessageContaining("was ended at the machine");
        await().until(() -> agents().of("worker").counts().equals("0 0 0 0 1"));
        assertThat(agents().of("other").counts()).isEqualTo("1 0 0 0 0");
        assertThat(stays).isNotDone();

        assertThat(run("end", agents().of("worker").agent(), "--jobs", "--json"))
                .as(this::said)
                .isZero();
        assertThat(printed()).contains("\"jobs\" : 1", "\"jobsLeft\" : 0");
        await().until(() -> worker.call(new JobRequest.Status(job.job(), null), JobInfo.class)
                .state()
                .equals(JobState.CANCELLED));
    }

    @Test
    void itAnswersHoweverManyCommandsAnAgentHas() {
        DaemonSession worker = agent("worker");
        List<CompletableFuture<ExecResult>> commands = new ArrayList<>();
        for (int i = 0; i < Limits.COMMANDS_PER_AGENT; i++) {
            commands.add(command(worker));
        }
        await().until(() -> agents().of("worker").commands() == Limits.COMMANDS_PER_AGENT);

        assertThat(run("end", "worker")).as(this::said).isZero();
        assertThat(printed())
                .contains(Limits.COMMANDS_PER_AGENT
                        + " commands, 0 shells, 0 file calls, 0 forwarded connections, 0 jobs");
        commands.forEach(command -> assertThat(command.join().cancelled()).isTrue());
        assertThat(agents().agents()).isEmpty();
    }

    @Test
    void whenItDoesNotRunThereAreOnlyJobsAndItSaysSo() {
        DaemonSession worker = agent("worker");
        CompletableFuture<ExecResult> cut = command(worker);
        JobInfo job = job(worker);
        String id = String.valueOf(job.agent());
        await().until(() -> agents().of("worker").commands() == 1);
        assertThat(run("stop")).isZero();
        assertThat(cut).as("its agent asks for it on").isNotDone();

        View view = agents();
        assertThat(view.running()).isFalse();
        assertThat(view.agents()).containsExactly(new Agent(id, null, 0, 0, 0, 0, 1));
        assertThat(run("agents")).isZero();
        assertThat(said()).contains("box is not running, so there are only jobs", id);
        assertThat(run("end", id)).isZero();
        assertThat(said())
                .contains(
                        "box is not running; ",
                        "0 commands, 0 shells, 0 file calls, 0 forwarded connections; not ended: 1 job");
        assertThat(run("end", "nobody")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("there are: " + id);
        assertThat(run("end", id, "--jobs")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said()).contains("hpc-daemon start --detach --daemon-id box");

        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        assertThat(run("end", id, "--jobs")).as(this::said).isZero();
    }

    @Test
    void aFreezeEndsWhatRunsRefusesWhatIsNewAndHoldsOverARestart() throws Exception {
        DaemonSession worker = agent("worker");
        CompletableFuture<ExecResult> running = command(worker);
        shell(worker);
        JobInfo job = job(worker);
        IdempotencyKey doneKey = IDS.key();
        ExecRequest.Run done = new ExecRequest.Run(doneKey, List.of("true"), null, null, Map.of(), null, null, null);
        worker.call(done, ExecResult.class);
        await().until(() -> agents().of("worker").counts().equals("1 1 0 0 1"));

        assertThat(run("freeze", "--reason", "the disk is full")).as(this::said).isZero();
        assertThat(printed())
                .contains(
                        "box is frozen; ended of all agents: 1 command, 1 shell, 0 file calls, 0 forwarded connections; not ended: 1 job")
                .contains("next: hpc-daemon resume --daemon-id box");
        assertThat(running.join().signal()).isEqualTo("TERM");
        frozen(worker, new ExecRequest.Run(IDS.key(), List.of("true"), null, null, Map.of(), null, null, null));
        frozen(worker, new ShellRequest.Open(IDS.key(), null, null, Map.of(), null, null));
        frozen(worker, submit());
        assertThat(work.resolve("new")).doesNotExist();
        assertThatThrownBy(() -> worker.files().write("new", "text")).matches(AgentsVerbsTest::isFrozen);
        assertThat(worker.call(done, ExecResult.class).exitCode())
                .as("its first answer")
                .isZero();
        assertThat(worker.call(new JobRequest.Status(job.job()), JobInfo.class).state())
                .isEqualTo(JobState.RUNNING);
        assertThat(worker.shells().shells()).isEmpty();

        assertThat(run("stop", "--grace", "3")).as(this::said).isZero();
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        frozen(agent("later"), submit());
        run("status");
        assertThat(printed())
                .containsPattern("agents +frozen since [-0-9T:Z]+: the disk is full; next: hpc-daemon resume");
        assertThat(run("freeze", "--jobs")).as(this::said).isZero();
        assertThat(printed()).contains("0 forwarded connections, 1 job");
        run("status");
        assertThat(printed()).contains("the disk is full");

        assertThat(run("resume")).as(this::said).isZero();
        assertThat(printed()).isEqualToIgnoringNewLines("box is resumed: agents may start work again");
        assertThat(agent("later").call(submit(), JobInfo.class).state().terminal())
                .isFalse();
        assertThat(run("resume")).isZero();
        assertThat(printed()).isEqualToIgnoringNewLines("box was not frozen");
    }

    private static JobRequest.Submit submit() {
        return new JobRequest.Submit(
                IDS.key(), JobSpec.builder().argv(List.of("sleep", "3600")).build());
    }

    private static void frozen(DaemonSession agent, Request request) {
        assertThatThrownBy(() -> agent.call(request, Object.class))
                .matches(AgentsVerbsTest::isFrozen)
                .hasMessageContaining("the disk is full")
                .hasMessageContaining("hpc-daemon resume");
    }

    private static boolean isFrozen(Throwable failure) {
        return failure instanceof HpcException refused && refused.code() == ErrorCode.FROZEN;
    }
}
