package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.policy.file.PolicyRig;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.budget.BudgetInfo;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy is heeded by a daemon, and the verbs about it tell the same, on the real platform, the daemon a process of its own. */
@Tag("slow")
final class PolicyVerbsTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final RandomIds IDS = RandomIds.secure();

    private static final String POLICY = """
            [default]
            exec = "deny"
            shell = "deny"
            job = "deny"
            file = "deny"
            forward = "deny"

            [[rule]]
            name = "touching"
            kind = "exec"
            command = ["touch"]
            agent = "worker"
            answer = "allow"

            [[rule]]
            name = "no deleting"
            kind = "exec"
            command = ["rm"]
            answer = "deny"
            reason = "move it to the trash"

            [[rule]]
            name = "short sleep"
            kind = "job"
            command = ["sleep", "0"]
            answer = "allow"

            [[rule]]
            name = "notes"
            kind = "file"
            path = "WORK/notes"
            answer = "allow"

            [[example]]
            kind = "exec"
            command = ["touch", "x"]
            agent = "worker"
            answer = "allow"
            """;

    @TempDir
    private Path temp;

    private VerbCalls verbs;
    private RealPlatform platform;
    private Path work;
    private Path file;

    @BeforeEach
    void setUp() throws Exception {
        work = Files.createDirectory(temp.toRealPath().resolve("work"));
        platform = new RealPlatform(temp.resolve("platform"));
        verbs = new VerbCalls(temp.resolve("home"));
        String key = platform.daemonKey("box").secret();
        TestProfiles.save(verbs.context(), TestProfiles.plain(BOX, platform.url(), work, key));
        file = temp.resolve("home").resolve("policy.toml");
    }

    @AfterEach
    void end() {
        run("stop", "--grace", "3");
        platform.close();
    }

    private int run(String... args) {
        return verbs.run(args);
    }

    private void write(String policy) throws IOException {
        Path next = Files.writeString(temp.resolve("next.toml"), policy.replace("WORK", work.toString()));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ExecRequest.Run command(String... words) {
        return ExecRequest.Run.of(IDS.key(), List.of(words));
    }

    private static void denied(DaemonSession agent, Request request, String words) {
        refused(agent, request, ErrorCode.NOT_ALLOWED, words);
    }

    private static void refused(DaemonSession agent, Request request, ErrorCode code, String words) {
        assertThatThrownBy(() -> agent.call(request, Object.class))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    @Test
    void whatIsDeniedDoesNotBeginAndWhatWasDoneBeforeIsAnsweredAgain() throws Exception {
        write(POLICY);
        assertThat(run("start", "--detach", "--wait", "180")).as(verbs::said).isZero();
        try (HpcClient client = HpcClient.open(
                Target.of(platform.url()), platform.agentKey("worker").secret())) {
            DaemonSession worker = client.connect(BOX);
            ExecRequest.Run touch = command("touch", "first");
            assertThat(worker.call(touch, ExecResult.class).exitCode()).isZero();
            assertThat(work.resolve("first")).exists();

            ExecRequest.Run hidden = command("bash", "-c", "touch second");
            refused(
                    worker,
                    hidden,
                    ErrorCode.APPROVAL_REQUIRED,
                    "rule \"touching\": whether that rule is about this request cannot be told");
            refused(
                    worker,
                    ExecRequest.Run.ofLine(IDS.key(), "touch second"),
                    ErrorCode.APPROVAL_REQUIRED,
                    "cannot be told");
            denied(worker, command("rm", "first"), "rule \"no deleting\": move it to the trash");
            assertThat(work.resolve("second")).doesNotExist();
            assertThat(work.resolve("first")).exists();
            denied(worker, ShellRequest.Open.of(IDS.key()), "no rule allows this shell request");
            denied(worker, job("sleep", "1"), "no rule allows this job request");
            assertThat(worker.call(job("sleep", "0"), JobInfo.class).job()).isNotNull();
            denied(
                    worker,
                    FileRequest.Write.of(IDS.key(), FilePath.of("other"), "x"),
                    "no rule allows this file request");
            denied(worker, FileRequest.Read.text(FilePath.of("first")), "no rule allows this file request");
            worker.files().write("notes", "text");
            assertThat(worker.call(FileRequest.Read.text(FilePath.of("notes")), FileContent.class)
                            .text())
                    .isEqualTo("text");
            denied(worker, ForwardRequest.Open.of(1), "no rule allows this forward request");
            assertThat(Files.readString(temp.resolve("home").resolve("box.audit.log")))
                    .containsPattern("exec.run.*" + hidden.key().value() + ".*approval_required");

            write(POLICY.replace("\"touch\"", "\"true\"").replace("\"touch\", \"x\"", "\"true\""));
            denied(worker, command("touch", "second"), "no rule allows");
            assertThat(worker.call(touch, ExecResult.class).exitCode())
                    .as("its first answer")
                    .isZero();
            write("colour = 1");
            denied(worker, command("touch", "second"), "no rule allows");
            assertThat(worker.call(command("true"), ExecResult.class).exitCode())
                    .isZero();
        }
    }

    @Test
    void aBudgetRefusesTheJobThatWouldExceedItAndIsToldToItsAgents() throws Exception {
        write(PolicyRig.defaults("allow") + """
                [[budget]]
                name = "one at a time"
                per = "day"
                each = true
                active_jobs = 1
                reason = "the machine is small"
                """);
        assertThat(run("start", "--detach", "--wait", "180")).as(verbs::said).isZero();
        try (HpcClient client = HpcClient.open(
                        Target.of(platform.url()), platform.agentKey("worker").secret());
                HpcClient other = HpcClient.open(
                        Target.of(platform.url()), platform.agentKey("other").secret())) {
            assertThat(run("status")).isZero();
            assertThat(verbs.printed()).contains(file + " in force (0 rules, 1 budget)");
            DaemonSession worker = client.connect(BOX);
            JobInfo job = worker.call(job("sleep", "1000"), JobInfo.class);
            assertThat(worker.call(new BudgetGet(), BudgetList.class).budgets())
                    .containsExactly(new BudgetInfo(
                            "one at a time",
                            "worker",
                            "day",
                            "deny",
                            "the machine is small",
                            List.of(new BudgetInfo.Amount("active_jobs", 1, 1))));

            denied(
                    worker,
                    job("sleep", "1000"),
                    "budget \"one at a time\" has 0 of 1 active jobs left, and this job may take 1 (the machine is small)");
            JobInfo others = other.connect(BOX).call(job("sleep", "1000"), JobInfo.class);

            worker.call(new JobRequest.Cancel(job.job(), null), JobInfo.class);
            await().until(() ->
                    worker.call(new JobRequest.Status(job.job()), JobInfo.class).finished());
            assertThat(worker.call(job("true"), JobInfo.class).job()).isNotEqualTo(others.job());
            other.connect(BOX).call(new JobRequest.Cancel(others.job(), null), JobInfo.class);
        }
    }

    private static JobRequest.Submit job(String... words) {
        return new JobRequest.Submit(IDS.key(), JobSpec.of(List.of(words)));
    }

    @Test
    void theVerbsTellWhichRuleDecidesAndWhatIsWrongWithAFile() throws Exception {
        assertThat(run("policy", "check", "--", "rm", "x")).as(verbs::said).isZero();
        assertThat(verbs.printed()).isEqualToIgnoringNewLines("allow: there is no policy");
        assertThat(run("policy", "test")).isZero();
        assertThat(verbs.said()).contains("there is no policy");

        write(POLICY);
        assertThat(run("policy", "check", "--", "rm", "x")).isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.printed())
                .isEqualToIgnoringNewLines("deny: rule \"no deleting\" of " + file + ": move it to the trash");
        assertThat(run("policy", "check", "--agent", "worker", "--", "touch", "x"))
                .isZero();
        assertThat(verbs.printed()).isEqualToIgnoringNewLines("allow: rule \"touching\" of " + file);
        assertThat(run("policy", "check", "--agent", "worker", "--env", "A", "--", "touch", "x"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.printed())
                .contains("ask: what " + file + " says of undecidable requests, because of rule \"touching\"");
        assertThat(run("policy", "check", "--kind", "shell", "--json")).isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.printed()).contains("\"answer\" : \"deny\"", "\"ground\" : \"default\"");
        assertThat(run("policy", "check", "--kind", "file", "--write", "notes")).isZero();
        assertThat(run("policy", "check", "--kind", "forward", "22")).isEqualTo(ExitCodes.FAILED);
        assertThat(run(
                        "policy", "check", "--kind", "job", "--gpus", "2", "--time", "1-00", "--mem", "4G", "--",
                        "sleep", "0"))
                .isZero();
        assertThat(run("policy", "check", "--kind", "sleep")).isEqualTo(ExitCodes.USAGE);
        assertThat(run("policy", "check")).isEqualTo(ExitCodes.USAGE);
        assertThat(run("policy")).isEqualTo(ExitCodes.USAGE);

        assertThat(run("policy", "test")).isZero();
        assertThat(verbs.printed()).isEqualToIgnoringNewLines(file + ": 1 of 1 examples hold");
        run("status");
        assertThat(verbs.printed()).containsPattern("policy +" + file + " in force [(]4 rules[)]");
        write(POLICY.replace("\"worker\"\nanswer = \"allow\"\n\n", "\"other\"\nanswer = \"allow\"\n\n"));
        assertThat(run("policy", "test", "--json")).isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.printed()).contains("\"expected\" : \"allow\"");
        assertThat(run("policy", "test", file.toString())).isEqualTo(ExitCodes.FAILED);
        assertThat(verbs.printed()).contains(file + " line 34: this example expects allow", "0 of 1 examples hold");
        run("status");
        assertThat(verbs.printed()).contains("line 34: this example expects allow", "refused");
        assertThat(run("start", "--detach", "--wait", "180")).isNotZero();
        assertThat(verbs.said()).contains(file + " line 34: this example expects allow");
    }
}
