package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.setup.Enrolment;
import org.hpcdaemon.daemon.setup.Plan;
import org.hpcdaemon.daemon.setup.Proposal;
import org.hpcdaemon.daemon.setup.dialog.PipedDialog;
import org.hpcdaemon.daemon.setup.platform.Handover;
import org.hpcdaemon.daemon.setup.platform.SignIn;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Setup of a daemon that runs: a real process, which is given its new key and keeps its shells. */
@Tag("slow")
final class HandoverTest {
    private static final DaemonId BOX = new DaemonId("box");

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private RealPlatform platform;
    private NewKey first;
    private Path work;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"));
        work = Files.createDirectory(temp.resolve("work")).toRealPath();
        first = platform.register("box", Host.here().name());
        TestProfiles.save(context(""), TestProfiles.plain(BOX, platform.url(), work, first.secret()));
        assertThat(run(context(""), "start", "--detach", "--wait", "180"))
                .as(this::said)
                .isZero();
    }

    @AfterEach
    void end() {
        run(context(""), "stop", "--grace", "3");
        platform.close();
    }

    private Context context(String typed) {
        return context(Map.of(), new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    private Context context(Map<String, String> environment, InputStream in) {
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Context(new Home(temp.resolve("home")), InstantSource.system(), environment, in, both, both);
    }

    private int run(Context context, String... args) {
        said.reset();
        return Main.commandLine(context).execute(args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Profile stored() {
        return context("").profiles(profiles -> profiles.find(null));
    }

    private Presence presence() {
        return context("").database(database -> context("").presence(database, BOX));
    }

    private long pid() {
        return presence() instanceof Presence.Here here ? here.process().pid() : 0;
    }

    /** Sets it up with the code that is mailed. */
    private int setup(String... more) throws Exception {
        PipedInputStream in = new PipedInputStream();
        try (PipedOutputStream keyboard = new PipedOutputStream(in)) {
            String[] args = Stream.concat(
                            Stream.of("setup", "--no-interview", "--email", "ada@example.org", "--daemon-id", "box"),
                            Stream.of(more))
                    .toArray(String[]::new);
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(context(Map.of(), in), args));
            await().until(() -> !platform.code().isEmpty());
            keyboard.write((platform.code() + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            return exit.join();
        }
    }

    @Test
    void aRunningDaemonTakesTheNewKeyAndKeepsItsShells() throws Exception {
        long before = pid();
        String agent = platform.agentKey("agent").secret();
        ShellInfo shell;
        try (HpcClient client = HpcClient.open(Target.of(platform.url()), agent);
                DaemonSession session = client.connect(BOX)) {
            shell = session.call(
                    new ShellRequest.Open(new IdempotencyKey("only-once-1234"), null, null, Map.of(), null, null),
                    ShellInfo.class);
        }

        assertThat(setup("--instructions", "be kind")).as(this::said).isZero();
        assertThat(said())
                .contains("its old key was revoked", "box took the new key and runs on, with its shells")
                .contains("what changed (--instructions) takes effect at its next start");

        assertThat(pid()).isEqualTo(before);
        assertThat(platform.daemonKeys("box")).hasSize(1).doesNotContain(first.id());
        try (HpcClient old = HpcClient.open(Target.of(platform.url()), first.secret())) {
            assertThatThrownBy(old::whoAmI).isInstanceOf(HpcException.class);
        }
        try (HpcClient client = HpcClient.open(Target.of(platform.url()), agent);
                DaemonSession session = client.connect(BOX)) {
            assertThat(session.call(new ShellRequest.List(), ShellList.class).shells())
                    .extracting(ShellInfo::shell)
                    .containsExactly(shell.shell());
        }
        assertThat(run(context(""), "status")).isZero();
        assertThat(said()).contains("online since");
    }

    @Test
    void aKeyFromAFileIsTakenUpTooAndTheOldOneCanGo() throws Exception {
        long before = pid();
        NewKey second = platform.daemonKey("box");
        Path file = Files.writeString(temp.resolve("key"), second.secret());
        assertThat(run(context(""), "setup", "--no-interview", "--daemon-id", "box", "--api-key-file", file.toString()))
                .as(this::said)
                .isZero();
        assertThat(said()).contains("box took the new key").doesNotContain("next start on");
        platform.revoke(first);
        assertThat(pid()).isEqualTo(before);
        assertThat(stored().apiKey()).isEqualTo(second.secret());
    }

    @Test
    void ifTheRunningDaemonDoesNotTakeTheNewKeyTheOldOneIsLeftAndSaid() throws Exception {
        assertThat(run(context(""), "stop")).isZero();
        Settings settings = Settings.of(
                Map.of(Setting.URL, List.of(platform.url())), Map.of(), temp.resolve("home/config.properties"));
        Plan plan =
                new Proposal(BOX, settings, Optional.of(stored()), context("").machine()).accept();
        // A process that holds the lease and never says that it took anything.
        Presence deaf = new Presence.Here(Host.here().self(), null);
        PipedInputStream in = new PipedInputStream();
        try (PipedOutputStream keyboard = new PipedOutputStream(in)) {
            CompletableFuture<Enrolment.Result> result = CompletableFuture.supplyAsync(() -> {
                try {
                    return new Enrolment(plan, profile -> {}, "here", new Handover(() -> deaf, true, Duration.ZERO))
                            .withNewKey(new SignIn(plan.platform(), new PipedDialog(in, new PrintStream(said)))
                                    .run("ada@example.org"));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> !platform.code().isEmpty());
            keyboard.write((platform.code() + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(result.join().running()).isEqualTo(Handover.Outcome.NOT_TAKEN);
            assertThat(result.join().outcome()).isInstanceOf(Enrolment.Outcome.OldKeysLeft.class);
        }
        assertThat(platform.daemonKeys("box")).hasSize(2).contains(first.id());
    }

    @Test
    void aKeyOfAnotherPlatformIsNotShownToTheOneThatTheDaemonIsConnectedTo() throws Exception {
        long before = pid();
        try (RealPlatform other = new RealPlatform(temp.resolve("other"))) {
            NewKey theirs = other.daemonKey("box");
            Path file = Files.writeString(temp.resolve("key"), theirs.secret());
            assertThat(run(
                            context(""),
                            "setup",
                            "--no-interview",
                            "--url",
                            other.url(),
                            "--daemon-id",
                            "box",
                            "--api-key-file",
                            file.toString()))
                    .as(this::said)
                    .isZero();
        }
        assertThat(said()).contains("runs with its old settings and key until: hpc-daemon stop");
        platform.revoke(first);
        await().until(() -> pid() == 0);
        await().until(() ->
                Files.readString(temp.resolve("home/box.log")).contains("does not accept this daemon's key"));
        assertThat(before).isNotZero();
    }
}
