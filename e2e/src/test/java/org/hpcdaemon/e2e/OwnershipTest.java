package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.protocol.rpc.Method;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to another user is answered exactly like what does not exist, and stays unharmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnershipTest {
    private static final DaemonId BOX = new DaemonId("box");

    /** Methods that name the user's files, which all of the user's agents reach. */
    private static final Set<Method> NAMES_FILES = EnumSet.range(Method.FILE_STAT, Method.FILE_PARTIAL);

    /** Methods about requests that wait for the account owner, of which there are none without a policy; see the daemon's ApprovalsTest. */
    private static final Set<Method> NAMES_APPROVALS = EnumSet.range(Method.APPROVAL_LIST, Method.APPROVAL_DECIDE);

    /** Methods that are for the account owner alone, whatever is named; see the RecordingsTest of hpc. */
    private static final Set<Method> NAMES_RECORDINGS = EnumSet.range(Method.RECORDING_LIST, Method.RECORDING_READ);

    /** Methods that name nothing that belongs to an agent, or whose names are the asking agent's own (keys). */
    private static final Set<Method> NAMES_NOTHING = EnumSet.of(
            Method.DAEMON_INFO,
            Method.DAEMON_FREEZE,
            Method.CLUSTER_INFO,
            Method.BUDGET_GET,
            Method.EXEC_RUN,
            Method.EXEC_CANCEL,
            Method.EXEC_STATUS,
            Method.EXEC_OUTPUT,
            Method.EXEC_LIST,
            Method.SHELL_LIST,
            Method.JOB_SUBMIT,
            Method.JOB_LIST,
            Method.FORWARD_CLOSE,
            Method.DAEMON_HELLO,
            Method.EVENT_PUBLISH,
            Method.APPROVAL_WAITING);

    private static final DaemonId NO_BOX = new DaemonId("nobox");

    private final RandomIds ids = RandomIds.secure();
    private World world;
    private HpcClient owner;
    private DaemonSession session;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(OwnershipTest.class, folder);
        assertThat(world.box().id()).isEqualTo(BOX);
        owner = world.client(world.platform().agentKey(World.ADA, "owner"));
        session = owner.connect(BOX);
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @Test
    void anotherAgentOfTheSameUserReachesNoShellJobOrCommand() throws IOException {
        RemoteShell shell = session.openShell();
        JobId job = submit("while test ! -e over; do sleep 0.1; done").job();
        await().until(() -> stateOf(job) == JobState.RUNNING);
        IdempotencyKey key = ids.key();
        RemoteCommand command = session.execWithStdin(ExecRequest.Run.ofLine(key, "echo begun; read line; echo $line"));
        assertThat(command.stdout().readNBytes(6))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("begun\n");

        HpcClient colleague = world.client(world.platform().agentKey(World.ADA, "colleague"));
        try (DaemonSession other = colleague.connect(BOX)) {
            List<Answer> answers = answers(other, shell.id(), job);

            assertThat(answers).isEqualTo(answers(other, ids.shell(), ids.job()));
            assertThat(answers).extracting(Answer::said).allMatch(said -> said.startsWith("NOT_FOUND: no "));
            Done _ = other.call(new ExecRequest.Cancel(key), Done.class);
            for (Request about : List.of(
                    new ExecRequest.Status(key, null),
                    new ExecRequest.Output(key, LogStream.STDOUT, null, null, null))) {
                assertThat(said(key, () -> other.call(about, Method.of(about).answer())))
                        .startsWith("NOT_FOUND");
            }
            assertThat(other.call(new ExecRequest.Listing(false, null, null), ExecList.class)
                            .commands())
                    .isEmpty();
            assertThat(other.shells().shells()).isEmpty();
            assertThat(other.call(new JobRequest.List(false, null), JobList.class)
                            .jobs())
                    .isEmpty();
        }

        assertThat(shell.run("echo alive").output().head()).isEqualTo("alive\n");
        assertThat(stateOf(job)).isEqualTo(JobState.RUNNING);
        command.stdin().write("alive too\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(command.stdout().readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("alive too\n");
        assertThat(command.result().exitCode()).isZero();
        assertThat(shell.run("touch over").exitCode()).isZero();
    }

    @Test
    void anotherUserReachesNoDaemonByTheSdk() {
        HpcClient stranger = world.client(world.platform().agentKey(World.BOB, "stranger"));

        assertThat(stranger.daemons()).isEmpty();
        assertThat(said(BOX, () -> stranger.connect(BOX))).isEqualTo(said(NO_BOX, () -> stranger.connect(NO_BOX)));
        assertThat(said(BOX, () -> remove(stranger, BOX))).isEqualTo(said(NO_BOX, () -> remove(stranger, NO_BOX)));
        assertThat(owner.daemons()).extracting(DaemonView::daemon).containsExactly(BOX);
    }

    @Test
    void anotherUserReachesNoDaemonByTheCommandLine() {
        String key = world.platform().agentKey(World.BOB, "at-a-terminal");
        String job = submit("true").job().value();

        assertThat(world.hpc(key, "daemons").out()).doesNotContain("box");
        for (String[] verb : List.of(
                new String[] {"exec", "BOX", "--", "touch", "was-here"},
                new String[] {"job", "status", "BOX", job},
                new String[] {"job", "cancel", "BOX", job})) {
            Outcome<String> onBox = hpc(key, BOX, verb);

            assertThat(onBox).isEqualTo(hpc(key, NO_BOX, verb));
            assertThat(onBox.exitCode()).isEqualTo(verb[0].equals("exec") ? ExitCodes.NOT_STARTED : ExitCodes.FAILED);
            assertThat(onBox.err()).isEqualTo("hpc: no daemon DAEMON; `hpc daemons` lists yours\n");
        }
    }

    @Test
    void wakeUpsAreTheirAgentsOwn() {
        JobId job = submit("echo done").job();
        Event event = new Inbox(owner)
                .await(1).stream().filter(each -> each.isOf(job)).findFirst().orElseThrow();

        for (String user : List.of(World.ADA, World.BOB)) {
            HpcClient other = world.client(world.platform().agentKey(user, "nosy"));
            assertThat(new Inbox(other).all()).isEmpty();
            assertThat(other.acknowledge(List.of(event.id()))).isZero();
        }
        assertThat(new Inbox(owner).all()).contains(event);
    }

    @Test
    void everyMethodThatNamesSomethingIsAmongThoseAsked() {
        Set<Method> named = EnumSet.complementOf(EnumSet.copyOf(NAMES_NOTHING));
        named.removeAll(NAMES_FILES);
        named.removeAll(NAMES_APPROVALS);
        named.removeAll(NAMES_RECORDINGS);
        assertThat(answers(session, ids.shell(), ids.job()).stream().map(Answer::method))
                .as("a method that takes an id must be added to answers()")
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private JobState stateOf(JobId job) {
        return session.job(job).info().state();
    }

    private JobInfo submit(String command) {
        JobSpec spec = Jobs.shell(command, "mine");
        return session.call(new JobRequest.Submit(ids.key(), spec), JobInfo.class);
    }

    /** The answer to a request that names another user's ids, with these ids masked. */
    private record Answer(Method method, String said) {}

    private List<Answer> answers(DaemonSession to, ShellId shell, JobId job) {
        return List.<Request>of(
                        new ShellRequest.Run(ids.key(), shell, "touch was-here", null, false, null),
                        new ShellRequest.Write(ids.key(), shell, Bytes.utf8("touch was-here\n")),
                        new ShellRequest.Attach(shell, 0L, 1, ids.reader()),
                        new ShellRequest.Output(shell, null, null, null),
                        new ShellRequest.Detach(shell, ids.reader()),
                        new ShellRequest.Resize(shell, 10, 10),
                        new ShellRequest.Signal(shell, SignalName.KILL),
                        new ShellRequest.Close(shell),
                        new JobRequest.Status(job),
                        new JobRequest.Cancel(job, null),
                        new JobRequest.Remove(job),
                        new JobRequest.Elements(job, null, null),
                        new JobRequest.Logs(job, LogStream.STDOUT, null, null, null),
                        ShellRequest.Open.of(ids.key()).withJob(job, null, null),
                        ForwardRequest.Open.of(80).withJob(job).withStream(1))
                .stream()
                .map(request -> {
                    Method method = Method.of(request);
                    Object id =
                            request instanceof ShellRequest && !(request instanceof ShellRequest.Open) ? shell : job;
                    return new Answer(method, said(id, () -> to.call(request, method.answer())));
                })
                .toList();
    }

    /** The error of what must not work, the id taken out of it. */
    private static String said(Object id, Callable<?> asked) {
        try {
            return "it worked: " + asked.call();
        } catch (HpcException e) {
            return e.code() + ": " + e.reason().replace(id.toString(), "ID");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static DaemonId remove(HpcClient client, DaemonId daemon) {
        client.removeDaemon(daemon);
        return daemon;
    }

    private Outcome<String> hpc(String key, DaemonId daemon, String... verb) {
        String[] arguments = verb.clone();
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = arguments[i].equals("BOX") ? daemon.value() : arguments[i];
        }
        Outcome<String> outcome = world.hpc(key, arguments);
        return new Outcome<>(
                outcome.exitCode(), outcome.out(), outcome.err().replaceAll("\\b" + daemon + "\\b", "DAEMON"));
    }
}
