package org.hpcdaemon.daemon.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.file.Policies;
import org.hpcdaemon.daemon.policy.file.PolicyRig;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobSpecBuilder;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies say to requests as agents send them. Nothing of what is asked for is ever run. */
final class PolicyAdmissionTest {
    private static final String NOTHING = """
            [default]
            exec = "deny"
            shell = "deny"
            job = "deny"
            file = "deny"
            forward = "deny"
            """;

    private static final String ALL = NOTHING.replace("deny", "allow");

    private static final String SOME_PROGRAMS = NOTHING + """
            [[rule]]
            name = "look"
            kind = "exec"
            command = ["ls"]
            answer = "allow"

            [[rule]]
            name = "read the history"
            kind = "exec"
            command = ["git", ["status", "log"], "*", "-p"]
            answer = "allow"

            [[rule]]
            name = "train"
            kind = "exec"
            command = ["python3", "/opt/train.py"]
            env = ["OMP_NUM_THREADS"]
            answer = "allow"
            """;

    private static final RandomIds IDS = RandomIds.secure();
    private static final AgentId WORKER = IDS.agent();
    private static final AgentId IMPOSTOR = IDS.agent();

    @TempDir
    private Path temp;

    private PolicyRig rig;
    private Database database;
    private Approvals approvals;

    @BeforeEach
    void makePrograms() throws IOException {
        rig = new PolicyRig(temp);
        database = Database.open(temp.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        DaemonId box = new DaemonId("box");
        InstantSource clock = InstantSource.system();
        approvals = new Approvals(database, box, new Outbox(database, box, clock), clock, IDS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private PolicyGate gate(String policy) throws IOException {
        Path file = Files.createTempFile(temp, "policy", ".toml");
        Files.writeString(file, policy);
        return new PolicyGate(
                new Policies(temp.resolve("none"), file, rig.reader()),
                new Requests(rig.programs(), path -> FileSettings.absolute(path, "/work", "/home/ada")));
    }

    private PolicyAdmission admission(String policy) throws IOException {
        PolicyGate gate = gate(policy);
        ChargeTable charges = new ChargeTable(new DaemonId("box"), InstantSource.system());
        return new PolicyAdmission(
                gate,
                new BudgetGate(gate.policies(), database, charges, _ -> null, InstantSource.system()),
                agent -> WORKER.equals(agent) ? "worker" : IMPOSTOR.equals(agent) ? "user" : null,
                approvals);
    }

    private static @Nullable String denied(PolicyAdmission admission, @Nullable AgentId agent, Request request) {
        try {
            admission.check(new Caller(IDS.user(), agent), request);
            return null;
        } catch (HpcException e) {
            // What a rule cannot tell is the account owner's to decide; either way nothing runs.
            assertThat(e.code())
                    .isEqualTo(
                            e.reason().contains("cannot be told")
                                    ? ErrorCode.APPROVAL_REQUIRED
                                    : ErrorCode.NOT_ALLOWED);
            return e.reason();
        }
    }

    private static @Nullable String denied(PolicyAdmission admission, Request request) {
        return denied(admission, null, request);
    }

    @Test
    void aJobOverABudgetIsLeftToTheAccountOwnerOnceHoweverPlainlyTheRulesAllowIt() throws IOException {
        PolicyAdmission admission = admission(PolicyRig.defaults("allow") + """
                [[budget]]
                name = "none"
                per = "day"
                jobs = 0
                over = "ask"
                """);
        JobRequest.Submit submit = new JobRequest.Submit(IDS.key(), JobSpec.of(List.of("ls")));
        Caller caller = new Caller(IDS.user(), WORKER);

        assertThatThrownBy(() -> admission.check(caller, submit))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_REQUIRED))
                .hasMessageContaining("(budget \"none\" has 0 of 0 jobs left for this day, and this job may take 1)");
        approvals.decide(approvals.list(caller, false).approvals().getFirst().approval(), true, null, "machine");
        admission.check(caller, submit);
    }

    private static ExecRequest.Run run(String... words) {
        return ExecRequest.Run.of(IDS.key(), List.of(words));
    }

    @TestFactory
    Stream<DynamicTest> aProgramThatIsAllowedIsAllowedByItsNameAndItsPath() throws IOException {
        PolicyAdmission admission = admission(SOME_PROGRAMS);
        return Stream.of(
                        run("ls"),
                        run("ls", "-l", "/data"),
                        run(rig.bin() + "/ls"),
                        run("git", "log", "main", "-p"),
                        run("git", "status", "anything", "-p", "--", "and more"),
                        run("python3", "/opt/train.py", "--epochs", "3"),
                        run("python3", "/opt/train.py").withEnv(Map.of("OMP_NUM_THREADS", "2")))
                .map(request -> DynamicTest.dynamicTest(
                        request.argv() + " " + request.env().keySet(),
                        () -> assertThat(denied(admission, request)).isNull()));
    }

    @TestFactory
    Stream<DynamicTest> noWrappingQuotingOrCopyPassesForAProgramThatIsAllowed() throws IOException {
        PolicyAdmission admission = admission(SOME_PROGRAMS);
        Path copy = rig.program("ls");
        Path script = rig.program("script.sh");
        Path link = rig.link("linked", "ls");
        Path disguise = rig.link("git", "busybox");
        return Stream.of(
                        run("rm", "x"),
                        run("bash", "-c", "ls"),
                        run("sh", "-c", "ls"),
                        run("bash", "ls"),
                        run("shell", "-c", "ls"),
                        ExecRequest.Run.ofLine(IDS.key(), "ls"),
                        run("env", "ls"),
                        run("env", "PATH=/x", "ls"),
                        run("xargs", "ls"),
                        run("find", ".", "-exec", "ls", ";"),
                        run("nohup", "ls"),
                        run("nice", "-n", "5", "ls"),
                        run("timeout", "5", "ls"),
                        run("busybox", "ls"),
                        run(copy.toString()),
                        run(script.toString(), "ls"),
                        run(rig.alias() + "/ls"),
                        run("/proc/self/root" + rig.bin() + "/ls"),
                        run("/proc/self/cwd/ls"),
                        run(rig.bin() + "/./../bin/ls"),
                        run(link.toString()),
                        run(disguise.toString(), "status", "x", "-p"),
                        run("./ls"),
                        run("../bin/ls"),
                        run(rig.bin() + "/../elsewhere/ls"),
                        run("ls -l"),
                        run("ls;rm"),
                        run("\"ls\""),
                        run(" ls"),
                        run("ls\n"),
                        run("LS"),
                        run(""),
                        run("/"),
                        run(".."),
                        run("ls/"),
                        run("ls").withEnv(Map.of("LD_PRELOAD", "/scratch/x.so")),
                        run("ls").withEnv(Map.of("PATH", "/scratch")),
                        run("ls").withEnv(Map.of("ANY", "1")),
                        run("git"),
                        run("git", "push", "x", "-p"),
                        run("git", "log", "-p"),
                        run("git", "-c", "alias.log=!rm", "log", "x", "-p"),
                        run("python3", "-c", "1"),
                        run("python3", "-c", "1", "/opt/train.py"),
                        run("python3", "/opt/../scratch/train.py"),
                        run("python3"),
                        run("python3.11", "/opt/train.py"),
                        run("python3", "/opt/train.py").withEnv(Map.of("PYTHONPATH", "/scratch")))
                .map(request -> DynamicTest.dynamicTest(
                        request.argv() + " " + request.command() + " "
                                + request.env().keySet(),
                        () -> assertThat(denied(admission, request)).isNotNull()));
    }

    @Test
    void aProgramThatThePolicyNamesByALinkedFolderIsKnownByThatAndByItsRealOne() throws IOException {
        PolicyAdmission admission = admission(NOTHING + """
                [[rule]]
                name = "tool"
                kind = "exec"
                command = ["%s/tool", "run"]
                answer = "allow"
                """.formatted(rig.alias()));
        assertThat(denied(admission, run(rig.alias() + "/tool", "run"))).isNull();
        assertThat(denied(admission, run(rig.bin() + "/tool", "run"))).isNull();
        assertThat(denied(admission, run("tool", "run"))).isNull();
        assertThat(denied(admission, run(rig.link("turned", "tool").toString(), "run")))
                .isNotNull();
    }

    @Test
    void aDenialNamesTheRuleAndItsReasonAndSaysWhatToDo() throws IOException {
        PolicyAdmission admission = admission(ALL + """
                [[rule]]
                name = "no deleting"
                kind = "exec"
                command = ["rm"]
                answer = "deny"
                reason = "move it to /scratch/trash instead"
                """);
        assertThat(denied(admission, run("rm", "x")))
                .isEqualTo("this machine's policy denies this, rule \"no deleting\":"
                        + " move it to /scratch/trash instead");
        assertThat(denied(admission, run("bash", "-c", "rm x")))
                .contains(
                        "rule \"no deleting\": whether that rule is about this request cannot be told from it; run the program itself");
        assertThat(denied(admission, run("ls"))).isNull();
        assertThat(denied(admission(NOTHING), run("ls"))).endsWith("no rule allows this exec request");
    }

    private static String rule(String name, String command, String answer) {
        return """
                [[rule]]
                name = "%s"
                kind = "exec"
                command = ["%s"]
                answer = "%s"
                %s
                """.formatted(name, command, answer, answer.equals("allow") ? "" : "reason = \"so\"");
    }

    /** Of what is certain the first rule decides; where a rule is passed over, nothing is allowed that it might not allow. */
    @ParameterizedTest
    @CsvSource({
        // rules in their order, the default, a plain rm, and one inside of a shell
        "rm ask, deny, ask, ask",
        "rm ask, allow, ask, ask",
        "rm ask, ask, ask, ask",
        "rm allow, ask, allow, ask",
        "rm deny, ask, deny, ask",
        "rm ask bash allow, deny, ask, ask",
        "rm deny bash ask, allow, deny, ask",
        "rm allow bash ask, deny, allow, ask",
        "rm allow bash deny, ask, allow, deny",
        "rm ask bash deny, allow, ask, deny",
        "bash ask rm deny, allow, deny, ask",
        "bash allow rm ask, deny, ask, allow",
    })
    void askingIsBetweenAllowingAndDenying(String rules, String standard, String plain, String inside)
            throws IOException {
        String[] words = rules.split(" ", -1);
        StringBuilder policy = new StringBuilder(NOTHING.replace("exec = \"deny\"", "exec = \"" + standard + "\""));
        for (int i = 0; i < words.length; i += 2) {
            policy.append(rule("rule " + i, words[i], words[i + 1]));
        }
        PolicyGate gate = gate(policy.toString());

        assertThat(gate.decide("a", "a", run("rm", "x")).answer().word()).isEqualTo(plain);
        assertThat(gate.decide("a", "a", run("bash", "-c", "rm x")).answer().word())
                .isEqualTo(inside);
    }

    @Test
    void ofSeveralFilesAndPartitionsARuleThatAsksIsCertainOnlyAboutAll() throws IOException {
        String policy = NOTHING.replace("\"deny\"", "\"allow\"") + """
                [[rule]]
                name = "raw"
                kind = "file"
                path = "/raw"
                answer = "ask"

                [[rule]]
                name = "big"
                kind = "job"
                partition = ["gpu", "large"]
                answer = "ask"
                """;
        PolicyGate gate = gate(policy + "[undecidable]\nfile = \"deny\"\njob = \"deny\"\n");

        assertThat(move(gate, "/raw/a", "/raw/b")).isEqualTo(Answer.ASK);
        assertThat(move(gate, "/raw/a", "/work/b")).as("one of two").isEqualTo(Answer.DENY);
        assertThat(move(gate, "/work/a", "/work/b")).isEqualTo(Answer.ALLOW);
        assertThat(submit(gate, "gpu,large")).isEqualTo(Answer.ASK);
        assertThat(submit(gate, "gpu,small")).isEqualTo(Answer.DENY);
        assertThat(submit(gate, "small")).isEqualTo(Answer.ALLOW);
    }

    private static Answer move(PolicyGate gate, String from, String to) {
        return gate.decide("a", "a", new FileRequest.Move(IDS.key(), FilePath.of(from), FilePath.of(to), false))
                .answer();
    }

    private static Answer submit(PolicyGate gate, String partitions) {
        JobSpec spec =
                JobSpec.builder().argv(List.of("ls")).partition(partitions).build();
        return gate.decide("a", "a", new JobRequest.Submit(IDS.key(), spec)).answer();
    }

    /** A shell is asked about when it is opened; what is typed into it is not. */
    @Test
    void aShellIsAskedAboutAsAWhole() throws IOException {
        PolicyAdmission admission = admission(NOTHING.replace("shell = \"deny\"", "shell = \"ask\""));
        Caller caller = new Caller(IDS.user(), WORKER);
        ShellId shell = IDS.shell();

        assertThatThrownBy(() -> admission.check(caller, ShellRequest.Open.of(IDS.key())))
                .hasMessageContaining("the account owner has to allow this (the account owner decides about each)");
        admission.check(caller, new ShellRequest.Write(IDS.key(), shell, Bytes.utf8("ls")));
        admission.check(caller, new ShellRequest.Attach(shell, null, 1, IDS.reader()));
        approvals.decide(approvals.list(caller, false).approvals().getFirst().approval(), true, null, "machine");
        admission.check(caller, ShellRequest.Open.of(IDS.key()).withSize(50, 132));
        assertThatThrownBy(() -> admission.check(caller, ShellRequest.Open.of(IDS.key())))
                .isInstanceOf(HpcException.class);
    }

    @Test
    void whatCannotBeToldIsAllowedOnlyIfTheFileSaysSoAndNeverAgainstARuleThatDeniesIt() throws IOException {
        String rules = """
                [[rule]]
                name = "no deleting"
                kind = "exec"
                command = ["rm"]
                answer = "deny"
                reason = "no"

                [[rule]]
                name = "all of worker's"
                kind = "exec"
                agent = "worker"
                answer = "allow"
                """;
        PolicyAdmission strict = admission(NOTHING + rules);
        assertThat(denied(strict, WORKER, run("tool"))).isNull();
        assertThat(denied(strict, WORKER, run("env", "rm"))).contains("no deleting");
        assertThat(denied(strict, run("tool"))).isNotNull();
        PolicyAdmission lax = admission(NOTHING + "[undecidable]\nexec = \"allow\"\n" + rules);
        assertThat(denied(lax, WORKER, run("env", "rm"))).isNull();
        assertThat(denied(lax, WORKER, run("rm"))).contains("no deleting");
        assertThat(denied(lax, IDS.agent(), run("rm"))).contains("no deleting");
        assertThat(denied(lax, run("env", "rm"))).as("no rule could allow it").isNotNull();
    }

    @Test
    void aShellIsAllowedAsAWholeOrNotAtAll() throws IOException {
        ShellId shell = IDS.shell();
        IdempotencyKey key = IDS.key();
        List<Request> typing = List.of(
                ShellRequest.Open.of(key),
                new ShellRequest.Run(key, shell, "ls", null, false, null),
                new ShellRequest.Attach(shell, null, 1, IDS.reader()));
        PolicyAdmission none = admission(NOTHING);
        PolicyAdmission all = admission(ALL);
        for (Request request : typing) {
            assertThat(denied(none, request)).as("%s", request).isNotNull();
            assertThat(denied(all, request)).as("%s", request).isNull();
        }
        assertThat(denied(none, new ShellRequest.Close(shell)))
                .as("ends one's own")
                .isNull();
        assertThat(denied(none, new ShellRequest.Output(shell, null, null, null)))
                .isNull();

        PolicyAdmission whole = admission(NOTHING + """
                [[rule]]
                name = "bash"
                kind = "exec"
                command = ["bash"]
                answer = "allow"
                """);
        assertThat(denied(whole, ExecRequest.Run.ofLine(key, "rm x"))).isNull();
        assertThat(denied(whole, run("sh", "-c", "rm x"))).isNotNull();
    }

    private static Request job(JobSpecBuilder spec) {
        return new JobRequest.Submit(IDS.key(), spec.build());
    }

    private static JobSpecBuilder train() {
        return JobSpec.builder()
                .argv(List.of("train"))
                .partition("gpu")
                .account("ada")
                .gpus("a100:2")
                .timeLimitSeconds(3600L)
                .memoryMb(1024L);
    }

    @Test
    void aJobIsAllowedUpToItsBounds() throws IOException {
        PolicyAdmission admission = admission(NOTHING + """
                [[rule]]
                name = "small"
                kind = "job"
                command = ["train"]
                partition = ["gpu", "short"]
                account = "ada"
                max_gpus = 2
                max_nodes = 1
                max_time = "1:00:00"
                max_memory = "1G"
                answer = "allow"
                """);
        assertThat(denied(admission, job(train()))).isNull();
        assertThat(denied(admission, job(train().gpus("a100:1,v100:1")))).isNull();
        assertThat(denied(admission, job(train().partition("short,gpu")))).isNull();
        Stream.of(
                        train().gpus("3"),
                        train().gpus("a100:2,v100:1"),
                        train().gpus("many"),
                        train().gpus(null).gres("gpu:8"),
                        train().nodes(2),
                        train().tasks(64),
                        train().timeLimitSeconds(3601L),
                        train().timeLimitSeconds(null),
                        train().memoryMb(1025L),
                        train().memoryMb(null),
                        train().partition("gpu,large"),
                        train().partition(null),
                        train().account("bob"),
                        train().account(null),
                        train().extra(List.of("--gpus-per-node=8")),
                        train().argv(List.of("bash", "train")),
                        train().argv(List.of()).script("#!/bin/bash\ntrain\n"),
                        train().env(Map.of("LD_PRELOAD", "x")))
                .forEach(spec -> assertThat(denied(admission, job(spec)))
                        .as("%s", spec.build())
                        .isNotNull());
        assertThat(denied(admission, new JobRequest.Cancel(IDS.job(), null))).isNull();
    }

    private static FilePath path(String text) {
        return FilePath.of(text);
    }

    @Test
    void filesAreAllowedByTheFolderThatTheyAreIn() throws IOException {
        PolicyAdmission admission = admission(NOTHING + """
                [[rule]]
                name = "secrets"
                kind = "file"
                path = "/work/secret"
                answer = "deny"
                reason = "not yours"

                [[rule]]
                name = "read"
                kind = "file"
                path = ["/work", "~/notes"]
                access = "read"
                answer = "allow"

                [[rule]]
                name = "write"
                kind = "file"
                path = "/work/out"
                access = "write"
                answer = "allow"
                """);
        IdempotencyKey key = IDS.key();
        Stream.of(
                        FileRequest.Read.text(path("/work/a")),
                        FileRequest.Read.text(path("a")),
                        FileRequest.Read.text(path("//work/./a")),
                        FileRequest.Read.text(path("~/notes/b")),
                        new FileRequest.Download(path("/work/a"), 1, 0),
                        FileRequest.Read.bytes(
                                FilePath.of(new byte[] {'/', 'w', 'o', 'r', 'k', '/', (byte) 0xe9}), 0, 1),
                        FileRequest.Write.of(key, path("out/a"), ""),
                        new FileRequest.Move(key, path("out/a"), path("/work/out/b"), false))
                .forEach(request ->
                        assertThat(denied(admission, request)).as("%s", request).isNull());
        Stream.of(
                        FileRequest.Read.text(path("/work/secret/a")),
                        FileRequest.Read.text(path("/work/secret")),
                        FileRequest.Search.all(path("/work")),
                        new FileRequest.List(path("/")),
                        FileRequest.Read.text(path("/work/../etc/passwd")),
                        FileRequest.Read.text(path("/work/out/../secret/a")),
                        FileRequest.Read.text(path("/workshop/a")),
                        FileRequest.Read.text(path("~/other")),
                        FileRequest.Write.of(key, path("/work/a"), ""),
                        FileRequest.Write.of(key, path("/work/out/../a"), ""),
                        new FileRequest.Remove(key, path("/work"), true),
                        new FileRequest.Move(key, path("out/a"), path("a"), false),
                        new FileRequest.Move(key, path("a"), path("out/a"), false))
                .forEach(request ->
                        assertThat(denied(admission, request)).as("%s", request).isNotNull());
    }

    @Test
    void portsAndAgentsAreToldApart() throws IOException {
        PolicyAdmission admission = admission(NOTHING + """
                [[rule]]
                name = "notebooks"
                kind = "forward"
                port = [8888, 8889]
                agent = ["worker", "user"]
                answer = "allow"
                """);
        assertThat(denied(admission, WORKER, ForwardRequest.Open.of(8888))).isNull();
        assertThat(denied(admission, ForwardRequest.Open.of(8889))).isNull();
        assertThat(denied(admission, WORKER, ForwardRequest.Open.of(22))).isNotNull();
        assertThat(denied(admission, IDS.agent(), ForwardRequest.Open.of(8888))).isNotNull();
        assertThat(denied(admission, IMPOSTOR, ForwardRequest.Open.of(8888)))
                .as("an agent called user")
                .isNotNull();
    }

    @Test
    void hostileCommandsAreDecidedAndNotChokedOn() throws IOException {
        PolicyAdmission admission = admission(SOME_PROGRAMS);
        List<String> most = new ArrayList<>(Collections.nCopies(Limits.ARGUMENTS, "x"));
        assertThat(denied(admission, ExecRequest.Run.of(IDS.key(), most))).isNotNull();
        most.set(0, "ls");
        assertThat(denied(admission, ExecRequest.Run.of(IDS.key(), most))).isNull();
        assertThatThrownBy(() -> ExecRequest.Run.of(IDS.key(), Collections.nCopies(10_000, "ls")))
                .isInstanceOf(HpcException.class);
        assertThat(denied(admission, run("rm", "x".repeat(100_000)))).isNotNull();
        for (String name : List.of("x".repeat(10_000), "/" + "x/".repeat(5_000), "\u202els", "ls\u0007")) {
            assertThat(denied(admission, run(name))).isNotNull();
        }
        assertThatThrownBy(() -> run("ls\0")).isInstanceOf(HpcException.class);
    }
}
