package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.testkit.Cut;
import org.hpcdaemon.testkit.Direction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What has an effect has it once, however often it is asked for, and also when the answer was lost on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnceTest {
    private final RandomIds ids = RandomIds.secure();
    private World world;
    private Daemon box;
    private DaemonSession session;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(OnceTest.class, folder);
        box = world.box();
        session = world.client(world.platform().agentKey(World.ADA, "agent")).connect(box.id());
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @Test
    void aCommandRunsOnce() throws Exception {
        ExecRequest.Run run = command("echo ran >> command", ids.key());

        ExecResult first = losingTheAnswer(run, ExecResult.class, () -> lines("command") > 0);

        assertThat(first.exitCode()).isZero();
        assertThat(session.call(run, ExecResult.class)).isEqualTo(first);
        assertThat(lines("command")).isEqualTo(1);
    }

    @Test
    void aShellOpensOnceAndRunsAndTypesOnce() throws Exception {
        ShellRequest.Open open = new ShellRequest.Open(ids.key(), "once", null, Map.of(), null, null);
        DaemonSession observer = world.directClient(world.platform().agentKey(World.ADA, "agent"))
                .connect(box.id());
        ShellId shell = losingTheAnswer(
                        open, ShellInfo.class, () -> !observer.shells().shells().isEmpty())
                .shell();
        assertThat(session.call(open, ShellInfo.class).shell()).isEqualTo(shell);
        assertThat(session.shells().shells()).extracting(ShellInfo::shell).containsExactly(shell);
        observer.close();

        ShellRequest.Run run = new ShellRequest.Run(ids.key(), shell, "echo ran >> run", null, false, null);
        ShellRunResult first = losingTheAnswer(run, ShellRunResult.class, () -> lines("run") > 0);
        assertThat(session.call(run, ShellRunResult.class)).isEqualTo(first);
        assertThat(lines("run")).isEqualTo(1);

        ShellRequest.Write write = new ShellRequest.Write(ids.key(), shell, Bytes.utf8("echo ran >> typed\n"));
        Done _ = losingTheAnswer(write, Done.class, () -> lines("typed") > 0);
        Done _ = session.call(write, Done.class);
        session.shell(shell).run("true");
        assertThat(lines("typed")).isEqualTo(1);
    }

    @Test
    void aJobIsSubmittedOnce() throws Exception {
        JobRequest.Submit submit = new JobRequest.Submit(ids.key(), Jobs.shell("echo ran >> job", "once"));

        JobInfo first = losingTheAnswer(submit, JobInfo.class, () -> lines("job") > 0);

        assertThat(session.call(submit, JobInfo.class).job()).isEqualTo(first.job());
        assertThat(session.call(new JobRequest.List(false, null), JobList.class).jobs())
                .extracting(JobInfo::job)
                .containsExactly(first.job());
        assertThat(lines("job")).isEqualTo(1);
    }

    @Test
    void aKeyIsNotForAnotherRequest() {
        IdempotencyKey key = ids.key();
        ExecResult _ = session.call(command("true", key), ExecResult.class);

        assertThatThrownBy(() -> session.call(command("false", key), ExecResult.class))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_REUSED));
    }

    @Test
    void aCommandThatRanWhenTheDaemonDiedIsNotRunAgain() throws Exception {
        ExecRequest.Run ended = command("echo ran >> ended", ids.key());
        ExecRequest.Run running = command("echo ran >> running; exec sleep 20", ids.key());
        ExecResult first = session.call(ended, ExecResult.class);
        CompletableFuture<ExecResult> answer =
                CompletableFuture.supplyAsync(() -> session.call(running, ExecResult.class));
        await().until(() -> lines("running") > 0);

        box.program().kill();
        box.startAgain();

        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        assertThat(session.call(ended, ExecResult.class)).isEqualTo(first);
        assertThat(List.of(lines("ended"), lines("running"))).containsOnly(1L);
    }

    /** Asks; the answer gets lost, the connection breaks once the effect is there, and the SDK asks again. */
    private <A> A losingTheAnswer(Request request, Class<A> type, Callable<Boolean> effect) throws Exception {
        world.agentSide().lose(Direction.DOWN);
        CompletableFuture<A> answer = CompletableFuture.supplyAsync(() -> session.call(request, type));
        await().until(effect);
        assertThat(answer).isNotDone();
        world.agentSide().cut(Cut.RST);
        world.agentSide().resume();
        return answer.get();
    }

    private ExecRequest.Run command(String command, IdempotencyKey key) {
        return ExecRequest.Run.ofLine(key, command);
    }

    private long lines(String file) {
        Path path = box.work().resolve(file);
        if (!Files.exists(path)) {
            return 0;
        }
        try {
            return Files.readAllLines(path).size();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
