package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.approval.ApprovalStatement;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decision from elsewhere counts by its signature: the platform, and whoever speaks for it, decides nothing. */
final class ApprovalsTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final RandomIds IDS = RandomIds.secure();

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder);
        world.askBeforeCommands();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private static ExecRequest.Run touch(String name) {
        return ExecRequest.Run.of(IDS.key(), List.of("touch", name));
    }

    /** The number under which it waits. */
    private static ApprovalId asked(DaemonSession agent, ExecRequest.Run request) {
        assertThatThrownBy(() -> agent.call(request, ExecResult.class))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED));
        return agent.call(new ApprovalRequest.List(null), ApprovalList.class)
                .approvals()
                .getFirst()
                .approval();
    }

    @Test
    void theOwnerAllowsFromElsewhereAndTheAgentSendsItAgain() throws Exception {
        World.Called refused = world.hpc("", "exec", "box", "--", "touch", "it");
        assertThat(refused.code()).isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(refused.err()).contains("the account owner has to allow this", "Send the same request again");
        World.Called listed = world.hpc("", "approvals", "list", "box");
        assertThat(listed.out()).contains("PENDING", "touch it");
        String id = listed.out().replaceAll("(?s).*(p_\\w+).*", "$1");
        assertThat(world.hpc("", "approvals", "list").out()).isEqualTo(listed.out());
        World.Called unknownBox = world.hpc("", "approvals", "list", "box", "nobox", "--json");
        assertThat(unknownBox.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(unknownBox.out()).contains("\"daemon\" : \"nobox\"", "\"code\" : \"not_found\"", "touch it");
        String owner = world.ownerToken();
        World.Called without = world.hpcWith(owner, "", "approvals", "allow", "box", id, "--yes");
        assertThat(without.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(without.err()).contains("make one: hpc approvals key");

        String key = world.hpc("", "approvals", "key").out().strip();
        assertThat(world.hpc("", "approvals", "key").out().strip())
                .as("it stays")
                .isEqualTo(key);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("hpc").resolve("approver.json"))))
                .isEqualTo("rw-------");
        World.Called unknown = world.hpcWith(owner, "", "approvals", "allow", "box", id, "--yes");
        assertThat(unknown.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(unknown.err()).contains("does not accept decisions by " + key, "hpc-daemon approvers add");
        world.accept(new ApproverKey(key), "laptop");
        World.Called no = world.hpcWith(owner, "\n", "approvals", "allow", "box", id);
        assertThat(no.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(no.err()).contains("argv: [\"touch\",\"it\"]", "Allow this? [y/N]", "nothing is decided");

        CompletableFuture<World.Called> waiting =
                CompletableFuture.supplyAsync(() -> world.hpc("", "approvals", "wait", "box", id));
        World.Called allowed = world.hpcWith(owner, "y\n", "approvals", "allow", "box", id, "--note", "once");
        assertThat(allowed.code()).as(allowed.err()).isZero();
        assertThat(allowed.out()).startsWith("allowed: touch it; the agent may send it again now");
        await().untilAsserted(() -> assertThat(world.hpc("", "events").out())
                .contains(
                        "box " + id + "  ALLOWED",
                        "request: exec.run: touch it",
                        "note: once",
                        "send it again by: 20"));
        assertThat(world.hpc("", "events", "--json").out())
                .contains("\"type\":\"approval.decided\"", "\"approval\":\"" + id + "\"", "\"note\":\"once\"")
                .containsOnlyOnce("\n");
        assertThat(world.hpc("", "events", "--job", "j_00000000").out()).isEmpty();
        try (HpcClient agent = world.agent()) {
            assertThat(agent.awaitEvent(event -> event.approval() != null, Duration.ZERO))
                    .isPresent();
        }
        assertThat(world.hpc("", "events", "--ack").code()).isZero();
        World.Called waited = waiting.get(World.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(waited.code()).as(waited.err()).isZero();
        assertThat(waited.out()).contains(id + ", allowed by laptop");

        assertThat(world.hpc("", "exec", "box", "--", "touch", "it").code()).isZero();
        assertThat(world.work.resolve("it")).exists();
        assertThat(world.hpc("", "exec", "box", "--", "touch", "it").code())
                .as("once")
                .isEqualTo(ExitCodes.NOT_STARTED);
        assertThat(world.hpc("", "approvals", "show", "box", id).out())
                .contains("and sent again since", "note      once");
    }

    @Test
    void whoWaitsIsToldOfANoAndOfItsOwnLimit() {
        String owner = world.ownerToken();
        world.accept(new ApproverKey(world.hpc("", "approvals", "key").out().strip()), "laptop");
        world.hpc("", "exec", "box", "--", "touch", "it");
        String id = world.hpc("", "approvals", "list", "box").out().replaceAll("(?s).*(p_\\w+).*", "$1");

        assertThat(world.hpc("", "approvals", "wait", "box", id, "--timeout", "1s")
                        .code())
                .isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(world.hpcWith(owner, "", "approvals", "deny", "box", id, "--yes", "--note", "why?")
                        .code())
                .isZero();
        assertThat(world.hpc("", "approvals", "wait", "box", id).code()).isEqualTo(ExitCodes.FAILED);
        await().untilAsserted(() -> assertThat(world.hpc("", "events").out())
                .contains("box " + id + "  DENIED", "note: why?")
                .doesNotContain("send it again"));
        assertThat(world.hpc("", "exec", "box", "--", "touch", "it").err()).contains("denied this: why?");
        assertThat(world.hpc("", "approvals", "wait", "box", "p_00000000").err())
                .contains("no approval p_00000000", "hpc approvals list DAEMON --all");
    }

    @Test
    void theDaemonTellsThePlatformWhatWaitsWhichMailsTheOwner() {
        world.hpc("", "exec", "box", "--", "touch", "it");

        await().until(() -> !world.mailed.isEmpty());
        assertThat(world.mailed).singleElement().satisfies(waiting -> {
            assertThat(waiting.daemon()).isEqualTo(BOX);
            assertThat(waiting.waiting()).isOne();
            assertThat(waiting.agent()).isNotNull();
            assertThat(waiting.method()).isEqualTo("exec.run");
        });
    }

    private record Signer(KeyPair pair) {
        static Signer make() throws Exception {
            return new Signer(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        }

        ApproverKey key() {
            return ApproverKey.of(pair.getPublic());
        }

        ApprovalRequest.Decide decide(ApprovalId about, boolean allow, @Nullable String note, ApprovalStatement signed)
                throws Exception {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(signed.bytes());
            return new ApprovalRequest.Decide(about, allow, note, key(), Bytes.of(signer.sign()));
        }
    }

    /** What a platform could send that has the owner's session, and has seen signatures of theirs. */
    @Test
    void nothingIsDecidedByASignatureOfAnythingElse() throws Exception {
        Signer owner = Signer.make();
        Signer stranger = Signer.make();
        world.accept(owner.key(), "laptop");
        try (HpcClient agents = world.agent();
                DaemonSession agent = agents.connect(BOX);
                HpcClient platforms = HpcClient.open(
                        Target.of(String.valueOf(world.environment().get("HPC_URL"))), world.ownerToken());
                DaemonSession platform = platforms.connect(BOX)) {
            ApprovalId harmless = asked(agent, touch("harmless"));
            ApprovalInfo shown = platform.call(new ApprovalRequest.Get(harmless), ApprovalInfo.class);
            ApprovalId harmful = asked(agent, touch("harmful"));
            ApprovalInfo other = platform.call(new ApprovalRequest.Get(harmful), ApprovalInfo.class);
            String request = String.valueOf(shown.request());
            ApprovalStatement honest = ApprovalStatement.of(BOX, shown, request, true, null);
            AgentId another = IDS.agent();

            List<ApprovalRequest.Decide> forged = List.of(
                    stranger.decide(harmless, true, null, honest),
                    new ApprovalRequest.Decide(
                            harmless,
                            true,
                            null,
                            owner.key(),
                            stranger.decide(harmless, true, null, honest).signature()),
                    new ApprovalRequest.Decide(harmless, true, null, owner.key(), Bytes.of(new byte[64])),
                    new ApprovalRequest.Decide(harmless, true, null, owner.key(), Bytes.of(new byte[0])),
                    // The owner's yes to what was shown, for something else.
                    owner.decide(harmful, true, null, honest),
                    owner.decide(
                            harmful,
                            true,
                            null,
                            new ApprovalStatement(BOX, harmful, honest.agent(), honest.method(), request, true, null)),
                    owner.decide(harmless, true, null, ApprovalStatement.of(BOX, shown, request, false, null)),
                    owner.decide(harmless, true, "a note", honest),
                    owner.decide(
                            harmless,
                            true,
                            null,
                            ApprovalStatement.of(new DaemonId("other"), shown, request, true, null)),
                    owner.decide(
                            harmless,
                            true,
                            null,
                            new ApprovalStatement(
                                    BOX, harmless, another.value(), honest.method(), request, true, null)),
                    owner.decide(
                            harmless,
                            true,
                            null,
                            new ApprovalStatement(BOX, harmless, honest.agent(), "job.submit", request, true, null)),
                    owner.decide(
                            harmless,
                            true,
                            null,
                            ApprovalStatement.of(BOX, shown, String.valueOf(other.request()), true, null)));
            for (ApprovalRequest.Decide each : forged) {
                refused(platform, each, ErrorCode.NOT_ALLOWED);
            }
            refused(agent, owner.decide(harmless, true, null, honest), ErrorCode.NOT_ALLOWED);
            assertThat(agent.call(new ApprovalRequest.List(true), ApprovalList.class)
                            .approvals())
                    .hasSize(2)
                    .extracting(ApprovalInfo::state)
                    .containsOnly(ApprovalState.PENDING);

            assertThat(platform.call(owner.decide(harmless, true, null, honest), ApprovalInfo.class)
                            .state())
                    .isEqualTo(ApprovalState.ALLOWED);
            assertThat(agent.call(touch("harmless"), ExecResult.class).exitCode())
                    .isZero();
            assertThat(platform.call(owner.decide(harmless, true, null, honest), ApprovalInfo.class)
                            .state())
                    .as("replayed")
                    .isEqualTo(ApprovalState.USED);
            assertThat(asked(agent, touch("harmless")))
                    .as("and allows nothing more")
                    .isNotEqualTo(harmless);
        }
    }

    private static void refused(DaemonSession session, ApprovalRequest.Decide decision, ErrorCode code) {
        assertThatThrownBy(() -> session.call(decision, ApprovalInfo.class))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
