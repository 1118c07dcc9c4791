package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code remove} against the real platform. */
final class RemoveTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private RealPlatform platform;
    private NewKey key;
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"));
        key = platform.register("box", "here");
        profile("box", key.secret());
    }

    @AfterEach
    void end() {
        run("", "stop", "--daemon-id", "box", "--grace", "3");
        platform.close();
    }

    private Context context(String typed) {
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                environment,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                both,
                both);
    }

    private void profile(String id, String secret) {
        TestProfiles.save(context(""), TestProfiles.plain(new DaemonId(id), platform.url(), temp, secret));
    }

    private int run(String typed, String... args) {
        said.reset();
        return Main.commandLine(context(typed)).execute(args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private List<String> ids() {
        return context("").profiles(Profiles::all).stream()
                .map(profile -> profile.daemon().value())
                .toList();
    }

    @Test
    void itAsksAndThenRevokesTheKeyAndTheRegistration() {
        assertThat(run("no\n", "remove")).isEqualTo(ExitCodes.FAILED);
        assertThat(said()).contains("Remove box: revoke its keys").contains("nothing was changed");
        assertThat(run("", "remove")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("add --yes");
        assertThat(platform.daemonKeys("box")).hasSize(1);

        assertThat(run("yes\n", "remove")).as(this::said).isZero();
        assertThat(said()).contains("removed here and at " + platform.url());
        assertThat(platform.daemonKeys("box")).isEmpty();
        assertThat(ids()).isEmpty();
        try (HpcClient agent = HpcClient.open(
                Target.of(platform.url()), platform.agentKey("agent").secret())) {
            assertThat(agent.daemons()).isEmpty();
        }
    }

    @Test
    void withoutThePlatformItNamesWhatIsLeftThere() {
        platform.close();
        assertThat(run("", "remove", "--yes")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said())
                .contains("but not at the platform")
                .contains("connection refused")
                .contains("hpc keys revoke");
        assertThat(ids()).isEmpty();
    }

    @Test
    void aKeyThatWasRevokedBeforeKeepsNothingFromBeingRemoved() {
        platform.revoke(key);
        assertThat(run("", "remove", "--yes")).isZero();
        assertThat(said()).contains("no longer accepts its key");
        assertThat(ids()).isEmpty();
    }

    @Test
    void oneThatRunsIsStoppedFirstAndItsStateIsKeptOrDeletedAsAsked() throws Exception {
        assertThat(run("", "start", "--detach", "--wait", "180")).as(this::said).isZero();
        assertThat(run("", "remove", "--yes")).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(said()).contains("hpc-daemon stop --daemon-id box");
        try (HpcClient client = HpcClient.open(
                        Target.of(platform.url()), platform.agentKey("agent").secret());
                DaemonSession session = client.connect(new DaemonId("box"))) {
            assertThat(session.info().daemon()).isEqualTo(new DaemonId("box"));
        }
        assertThat(run("", "stop")).isZero();
        assertThat(run("", "remove", "--delete-state", "--keep-state")).isEqualTo(ExitCodes.USAGE);

        assertThat(run("", "remove", "--yes", "--keep-state")).as(this::said).isZero();
        assertThat(temp.resolve("home/box.log")).exists();

        profile("box", platform.register("box", "here").secret());
        Files.createDirectories(temp.resolve("home/jobs/j_1/deep"));
        insertJob("ended");
        assertThat(run("", "remove", "--yes", "--delete-state")).as(this::said).isZero();
        assertThat(temp.resolve("home/box.log")).doesNotExist();
        assertThat(temp.resolve("home/jobs/j_1")).doesNotExist();
    }

    @Test
    void stateThatJobsStillNeedIsNotDeleted() {
        insertJob("active");
        assertThat(run("", "remove", "--yes", "--delete-state")).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(said()).contains("1 jobs that have not ended").contains("--keep-state");
        assertThat(ids()).containsExactly("box");
    }

    private void insertJob(String phase) {
        context("")
                .database(database -> database.write(sql -> Sql.update(
                        sql,
                        "INSERT INTO job (id, daemon, agent, spec, phase, cancelled, info, submitted_at)"
                                + " VALUES ('j_1', 'box', '', '{}', ?, 0, '{}', 0)",
                        phase)));
    }

    @Test
    void withSeveralTheOneMeantIsAskedForUnlessTheEnvironmentSaysIt() {
        profile("crate", platform.daemonKey("crate").secret());
        assertThat(run("", "remove", "--yes")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("box, crate");
        environment = Map.of("HPC_DAEMON_ID", "crate");
        assertThat(run("", "remove", "--yes")).as(this::said).isZero();
        assertThat(ids()).containsExactly("box");
        environment = Map.of();
    }
}
