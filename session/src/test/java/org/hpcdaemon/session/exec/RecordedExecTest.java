package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.RecorderRig;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real commands, and what is recorded of them. */
final class RecordedExecTest {
    private static final Caller CALLER = new Caller(new UserId("u_12345678"), RecorderRig.AGENT);

    @TempDir
    Path folder;

    private RecorderRig rig;
    private Execs execs;

    @BeforeEach
    void start() {
        rig = new RecorderRig(folder.resolve("rec"));
        rig.recorder.start();
        execs = new Execs(
                new ExecSettings(
                        "/",
                        new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                        Duration.ofMillis(100),
                        InstantSource.system(),
                        System::nanoTime,
                        new TreeCookie.Source("recorded", new Random()),
                        Guard.OFF,
                        JobCommands.NONE,
                        rig.recorder),
                new TestOnce(),
                new KeptOutputs(folder.resolve("outputs"), InstantSource.system()));
    }

    @AfterEach
    void close() {
        execs.close();
        rig.close();
    }

    private ExecResult run(ExecRequest.Run run) {
        return execs.run(CALLER, new TestRoute(CALLER), run);
    }

    @Test
    void bothItsOutputsAreRecordedAndNeitherInputNorVariables() throws Exception {
        ExecResult result = run(
                ExecRequest.Run.ofLine(new IdempotencyKey("k"), "echo out; echo err >&2; wc -c; echo ${#TOKEN}; exit 4")
                        .withStdin(Bytes.of("secret-in".getBytes(StandardCharsets.UTF_8)))
                        .withEnv(Map.of("TOKEN", "secret-env")));

        assertThat(result.exitCode()).isEqualTo(4);
        Cast cast = rig.ended();
        assertThat(cast.output()).contains("out\r\n", "err\r\n", "9\r\n", "10\r\n");
        assertThat(cast.markers()).containsExactly("ended with exit code 4");
        assertThat(cast.toString()).doesNotContain("secret-in").doesNotContain("secret-env");
    }

    @Test
    void theArgumentsOfAProgramAreQuotedAndALongCommandIsCut() throws Exception {
        run(ExecRequest.Run.of(new IdempotencyKey("k"), List.of("echo", "two words", "x".repeat(5000))));

        assertThat(rig.ended().header().get("command").asString())
                .startsWith("echo 'two words' xxx")
                .endsWith("x…")
                .hasSize(4001);
    }

    @Test
    void oneThatCannotStartHasNoRecording() {
        assertThatThrownBy(() -> run(ExecRequest.Run.of(new IdempotencyKey("k"), List.of("/no/such/program"))))
                .hasMessageContaining("/no/such/program");

        assertThat(rig.all()).isEmpty();
    }
}
