package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account owner decides at the machine, on the real platform, the daemon a process of its own. */
@Tag("slow")
final class ApprovalVerbsTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final RandomIds IDS = RandomIds.secure();
    private static final int AGENTS = 4;
    private static final int EACH = 50;

    private static final String POLICY = """
            [default]
            exec = "ask"
            shell = "ask"
            job = "ask"
            file = "ask"
            forward = "ask"
            """;

    @TempDir
    private Path temp;

    private VerbCalls verbs;
    private RealPlatform platform;
    private Path work;

    @BeforeEach
    void setUp() throws Exception {
        work = Files.createDirectory(temp.toRealPath().resolve("work"));
        platform = new RealPlatform(temp.resolve("platform"));
        verbs = new VerbCalls(temp.resolve("home"));
        String key = platform.daemonKey("box").secret();
        TestProfiles.save(verbs.context(), TestProfiles.plain(BOX, platform.url(), work, key));
        Files.writeString(temp.resolve("home").resolve("policy.toml"), POLICY);
    }

    @AfterEach
    void end() {
        verbs.run("stop", "--grace", "3");
        platform.close();
    }

    private void start() {
        assertThat(verbs.run("start", "--detach", "--wait", "180"))
                .as(verbs::said)
                .isZero();
    }

    private DaemonSession agent(String name, List<HpcClient> clients) {
        HpcClient client = HpcClient.open(
                Target.of(platform.url()), platform.agentKey(name).secret());
        clients.add(client);
        return client.connect(BOX);
    }

    private static ExecRequest.Run append(int agent, int number) {
        return ExecRequest.Run.of(IDS.key(), List.of("sh", "-c", "echo done >> " + agent + "-" + number));
    }

    /** What a request came to; empty: it was carried out. */
    private static Optional<ErrorCode> outcome(DaemonSession session, Request request) {
        try {
            assertThat(session.call(request, ExecResult.class).exitCode()).isZero();
            return Optional.empty();
        } catch (HpcException e) {
            return Optional.of(e.code());
        }
    }

    private String waiting() {
        assertThat(verbs.run("approvals", "list", "--json")).as(verbs::said).isZero();
        return verbs.printed();
    }

    private List<String> approvals() {
        List<String> all = new ArrayList<>();
        Json.tree(waiting())
                .path("approvals")
                .forEach(each -> all.add(each.path("approval").asString("")));
        return all;
    }

    /**
     * 200 requests wait; the daemon is killed; half is allowed, half denied, and each agent is woken for each of its own, once, by a daemon
     * that is killed meanwhile too; each request is sent twice at once.
     */
    @Test
    void noneThatWaitsIsLostAndNoneIsToldOrCarriedOutTwice() throws Exception {
        start();
        List<HpcClient> clients = new ArrayList<>();
        List<DaemonSession> agents = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int agent = 0; agent < AGENTS; agent++) {
                agents.add(agent("agent-" + agent, clients));
            }
            assertThat(all(threads, agents, 1)).containsOnly(Optional.of(ErrorCode.APPROVAL_REQUIRED));
            assertThat(work).isEmptyDirectory();
            assertThat(approvals()).hasSize(AGENTS * EACH);

            kill();
            List<String> waiting = approvals();
            assertThat(waiting).hasSize(AGENTS * EACH);
            for (int i = 0; i < waiting.size(); i++) {
                assertThat(verbs.run("approvals", i % 2 == 0 ? "allow" : "deny", waiting.get(i)))
                        .as(verbs::said)
                        .isZero();
            }
            start();
            await().until(() ->
                    clients.stream().anyMatch(client -> !wakeUps(client).isEmpty()));
            kill();
            start();
            await().until(() ->
                    clients.stream().allMatch(client -> wakeUps(client).size() >= EACH));
            assertThat(clients.stream().flatMap(client -> wakeUps(client).stream()))
                    .extracting(woken -> woken.approval() + " " + woken.state())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, waiting.size())
                            .mapToObj(i -> waiting.get(i) + (i % 2 == 0 ? " ALLOWED" : " DENIED"))
                            .toList());

            List<Optional<ErrorCode>> twice = all(threads, agents, 2);

            int allowed = AGENTS * EACH / 2;
            assertThat(twice.stream().filter(Optional::isEmpty)).hasSize(allowed);
            assertThat(twice.stream().filter(each -> each.equals(Optional.of(ErrorCode.NOT_ALLOWED))))
                    .hasSize(2 * allowed);
            assertThat(twice.stream().filter(each -> each.equals(Optional.of(ErrorCode.APPROVAL_REQUIRED))))
                    .as("the second, which asks anew")
                    .hasSize(allowed);
            try (var files = Files.list(work)) {
                assertThat(files.toList())
                        .hasSize(allowed)
                        .allSatisfy(file -> assertThat(file).hasContent("done"));
            }
        } finally {
            clients.forEach(HpcClient::close);
        }
    }

    /** What an agent was told, and has not acknowledged. */
    private static List<ApprovalInfo> wakeUps(HpcClient client) {
        return client.events(0, Duration.ZERO).events().stream()
                .map(each -> Objects.requireNonNull(each.event().approval()))
                .toList();
    }

    private void kill() {
        ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
        daemon.destroyForcibly();
        daemon.onExit().join();
    }

    private long pid() {
        verbs.run("status", "--json");
        return Json.tree(verbs.printed()).path("pid").longValue();
    }

    /** Each request of each agent, so many times, all at once. */
    private static List<Optional<ErrorCode>> all(ExecutorService threads, List<DaemonSession> agents, int times) {
        List<CompletableFuture<Optional<ErrorCode>>> all = new ArrayList<>();
        for (int agent = 0; agent < agents.size(); agent++) {
            DaemonSession session = agents.get(agent);
            for (int number = 0; number < EACH; number++) {
                for (int time = 0; time < times; time++) {
                    ExecRequest.Run request = append(agent, number);
                    all.add(CompletableFuture.supplyAsync(() -> outcome(session, request), threads));
                }
            }
        }
        return all.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void whatIsAlwaysAllowedIsARuleThatIsShownAndInForceAtOnce() throws Exception {
        start();
        Path policy = temp.resolve("home").resolve("policy.toml");
        List<HpcClient> clients = new ArrayList<>();
        try {
            DaemonSession worker = agent("worker", clients);
            assertThat(outcome(worker, touch("first"))).contains(ErrorCode.APPROVAL_REQUIRED);
            String id = approvals().getFirst();

            assertThat(verbs.run("approvals", "allow", id, "--always"))
                    .as(verbs::said)
                    .isZero();

            String rule = """
                    [[rule]]
                    name = "always, by %s"
                    kind = "exec"
                    agent = "worker"
                    command = ["touch", "first"]
                    answer = "allow"
                    """.formatted(id);
            assertThat(verbs.printed())
                    .contains("added to " + policy + ", and in force from the next request on:\n\n" + rule);
            assertThat(policy).hasContent(POLICY + "\n" + rule);
            assertThat(outcome(worker, touch("first"))).isEmpty();
            assertThat(outcome(worker, touch("first"))).isEmpty();
            assertThat(outcome(agent("other", clients), touch("first"))).contains(ErrorCode.APPROVAL_REQUIRED);

            assertThat(outcome(worker, append(1, 1))).contains(ErrorCode.APPROVAL_REQUIRED);
            assertThat(verbs.run("approvals", "allow", approvals().getFirst(), "--always"))
                    .isNotZero();
            assertThat(verbs.said()).contains("is about this request cannot be told", "without --always");
            assertThat(verbs.run("approvals", "allow", id, "--always")).isNotZero();
            assertThat(verbs.said()).contains("only a request that waits becomes a rule");
            assertThat(policy).hasContent(POLICY + "\n" + rule);
        } finally {
            clients.forEach(HpcClient::close);
        }
    }

    /** A job that names no partition waits; the rules are looked at as they are when it is decided about. */
    @Test
    void noRuleIsMadeThatMightAllowWhatAnotherDenies() throws Exception {
        Path policy = temp.resolve("home").resolve("policy.toml");
        String denied = """
                [[rule]]
                name = "not there"
                kind = "job"
                partition = "gpu"
                answer = "deny"
                reason = "others need it"

                """;
        Files.writeString(policy, POLICY + denied);
        start();
        List<HpcClient> clients = new ArrayList<>();
        try {
            JobRequest.Submit job = new JobRequest.Submit(
                    IDS.key(),
                    JobSpec.builder()
                            .argv(List.of("true"))
                            .timeLimitSeconds(60L)
                            .build());
            assertThat(outcome(agent("worker", clients), job)).contains(ErrorCode.APPROVAL_REQUIRED);
            String id = approvals().getFirst();

            assertThat(verbs.run("approvals", "allow", id, "--always")).isNotZero();
            assertThat(verbs.said())
                    .contains("whether rule \"not there\" is about this request cannot be told", "without --always");
            Files.writeString(policy, POLICY.replace("job = \"ask\"", "job = \"deny\""));
            assertThat(verbs.run("approvals", "allow", id, "--always")).isNotZero();
            assertThat(verbs.said()).contains("the rules deny this request by now: deny: the default of " + policy);
            Files.writeString(policy, POLICY.replace("job = \"ask\"", "job = \"allow\""));
            assertThat(verbs.run("approvals", "allow", id, "--always")).isNotZero();
            assertThat(verbs.said()).contains("the rules allow this request by now");
            Files.writeString(policy, POLICY);
            assertThat(verbs.run("approvals", "allow", id, "--always"))
                    .as(verbs::said)
                    .isZero();
            assertThat(policy).content().contains("kind = \"job\"", "max_time = \"0:01:00\"");
        } finally {
            clients.forEach(HpcClient::close);
        }
    }

    private static ExecRequest.Run touch(String file) {
        return ExecRequest.Run.of(IDS.key(), List.of("touch", file));
    }

    @Test
    void theVerbsShowWhatWaitsAndTellTheAgentWhatWasDecided() throws Exception {
        assertThat(verbs.run("approvals", "list")).as(verbs::said).isZero();
        assertThat(verbs.said()).contains("no request waits for permission");
        start();
        List<HpcClient> clients = new ArrayList<>();
        try {
            DaemonSession worker = agent("worker", clients);
            ExecRequest.Run push = ExecRequest.Run.of(IDS.key(), List.of("git", "push", "\u001b[31m"));
            assertThat(outcome(worker, push)).contains(ErrorCode.APPROVAL_REQUIRED);

            assertThat(verbs.run("approvals", "list")).isZero();
            assertThat(verbs.printed())
                    .contains("APPROVAL", "PENDING  worker", "git push '\\x1b[31m'")
                    .doesNotContain("\u001b");
            String id = approvals().getFirst();
            verbs.run("status");
            assertThat(verbs.printed()).containsPattern("approvals +1 wait; next: hpc-daemon approvals list");
            assertThat(verbs.run("approvals", "show", id)).isZero();
            assertThat(verbs.printed())
                    .contains("approval  " + id + ", asked ", "agent     worker (a_", "request   exec.run")
                    .contains("argv: [\"git\",\"push\",");
            assertThat(outcome(
                            worker,
                            ExecRequest.Run.of(IDS.key(), push.argv())
                                    .withStreams(new ExecRequest.Streams(1, 2, 3, 0, 0))))
                    .contains(ErrorCode.APPROVAL_REQUIRED);
            assertThat(verbs.run("approvals", "show", approvals().getFirst())).isZero();
            assertThat(verbs.printed())
                    .as("what it reads comes later, and is told")
                    .containsPattern("streams:\n +stdin: true");
            assertThat(verbs.run("approvals", "deny", id, "--note", "not from here"))
                    .isZero();
            assertThat(verbs.printed()).startsWith("denied: git push");
            await().untilAsserted(() -> assertThat(wakeUps(clients.getFirst()))
                    .as("the daemon finds what another process stored")
                    .singleElement()
                    .satisfies(woken -> {
                        assertThat(woken.approval()).hasToString(id);
                        assertThat(woken.note()).isEqualTo("not from here");
                    }));
            assertThatThrownBy(() -> worker.call(push, ExecResult.class)).hasMessageContaining("not from here");
            assertThat(verbs.run("approvals", "allow", id)).isEqualTo(ExitCodes.FAILED);
            assertThat(verbs.said()).contains("was denied by machine; a decision is not changed");
            assertThat(verbs.run("approvals", "allow", "p_00000000")).isEqualTo(ExitCodes.FAILED);
            assertThat(verbs.said()).contains("no approval p_00000000");
            assertThat(verbs.run("approvals", "allow", "x")).isEqualTo(ExitCodes.USAGE);
            assertThat(verbs.run("approvals")).isEqualTo(ExitCodes.USAGE);
            assertThat(Files.readString(temp.resolve("home").resolve("box.audit.log")))
                    .containsPattern("exec.run.*approval_required")
                    .containsPattern("exec.run.*not_allowed");
        } finally {
            clients.forEach(HpcClient::close);
        }
    }

    @Test
    void approversAreAddedListedAndRemoved() throws IOException {
        String key = "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assertThat(verbs.run("approvers", "list")).isZero();
        assertThat(verbs.said()).contains("nobody decides from elsewhere");
        assertThat(verbs.run("approvers", "add", key, "--name", "laptop"))
                .as(verbs::said)
                .isZero();
        assertThat(verbs.run("approvers", "list")).isZero();
        assertThat(verbs.printed()).contains("laptop", key);
        assertThat(verbs.run("approvers", "add", "ed25519:short")).isEqualTo(ExitCodes.USAGE);
        assertThat(verbs.said()).contains("not an approver's key");
        assertThat(verbs.run("approvers", "remove", "laptop")).isZero();
        assertThat(verbs.run("approvers", "remove", "laptop")).isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.said()).contains("no approver laptop");
        assertThat(verbs.run("approvers")).isEqualTo(ExitCodes.USAGE);
    }
}
