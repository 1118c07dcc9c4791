package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.testkit.ChildJvm;
import org.hpcdaemon.testkit.Cut;
import org.hpcdaemon.testkit.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Setup as a process that ends between the steps of its last part, over a line slow enough to hit them. */
@Tag("slow")
final class SetupKilledTest {
    /** A request takes some tenths of a second. */
    private static final long BYTES_PER_SECOND = 3000;

    @TempDir
    private Path temp;

    private RealPlatform platform;
    private FaultProxy network;
    private Path work;
    private Profile before;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"));
        network = FaultProxy.start("127.0.0.1", Target.of(platform.url()).base().getPort(), new Random(7));
        work = Files.createDirectory(temp.resolve("work"));
        before = new Profile(
                new DaemonId("box"),
                platform.url(),
                "before",
                List.of(),
                temp.toString(),
                null,
                null,
                null,
                Guarding.DEFAULT,
                platform.daemonKey("box").secret());
        TestProfiles.save(context(), before);
    }

    @AfterEach
    void end() throws IOException {
        network.close();
        platform.close();
    }

    private Context context() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                Map.of(),
                InputStream.nullInputStream(),
                nowhere,
                nowhere);
    }

    private Profile stored() {
        return context().profiles(profiles -> profiles.find(null));
    }

    /** Starts it and types the code. */
    private Process setup() throws IOException {
        String already = platform.code();
        List<String> command = ChildJvm.command("org.hpcdaemon.daemon.cli.Main");
        command.addAll(List.of("setup", "--no-interview", "--email", "ada@example.org", "--daemon-id", "box"));
        command.addAll(List.of("--url", "http://" + network.host() + ":" + network.port()));
        command.addAll(List.of("--allowed-dirs", work.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HPC_DAEMON_HOME", temp.resolve("home").toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(temp.resolve("said").toFile())
                .start();
        await().until(() -> !platform.code().equals(already));
        network.limit(BYTES_PER_SECOND);
        process.getOutputStream().write((platform.code() + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return process;
    }

    private void awaitMoment(Process process, Callable<Boolean> moment) {
        await().pollInterval(Duration.ofMillis(5)).until(moment);
        assertThat(process.isAlive()).as("setup is still at it").isTrue();
    }

    private boolean keyIsMade() {
        return platform.daemonKeys("box").size() == 2;
    }

    private void assertKeyOfTheProfileWorks() {
        try (HpcClient itself = HpcClient.open(Target.of(platform.url()), stored().apiKey())) {
            assertThat(itself.whoAmI().daemon()).isEqualTo(new DaemonId("box"));
        }
    }

    private void setUpAgainLeavesOneKey() throws Exception {
        network.resume();
        Process again = setup();
        network.resume();
        assertThat(again.waitFor()).as(said()).isZero();
        assertThat(platform.daemonKeys("box")).hasSize(1);
        assertKeyOfTheProfileWorks();
    }

    private String said() throws IOException {
        return Files.readString(temp.resolve("said"));
    }

    @Test
    void killedWhenTheKeyIsMadeItLeavesTheOldProfileAndTheNextSetupRevokesTheKey() throws Exception {
        Process process = setup();
        awaitMoment(process, this::keyIsMade);
        process.destroyForcibly().waitFor();
        assertThat(stored()).isEqualTo(before);
        assertKeyOfTheProfileWorks();
        setUpAgainLeavesOneKey();
    }

    @Test
    void toldToEndWhenTheKeyIsMadeItRevokesItAndLeavesTheOldProfile() throws Exception {
        Process process = setup();
        awaitMoment(process, this::keyIsMade);
        process.destroy();
        process.waitFor();
        assertThat(stored()).isEqualTo(before);
        assertThat(platform.daemonKeys("box")).hasSize(1);
        assertKeyOfTheProfileWorks();
    }

    @Test
    void killedWhenTheProfileIsStoredItLeavesTheNewOneAndTheNextSetupRevokesTheOldKey() throws Exception {
        Process process = setup();
        awaitMoment(process, () -> !stored().equals(before));
        process.destroyForcibly().waitFor();
        assertThat(stored().allowedDirs()).containsExactly(work.toRealPath().toString());
        assertThat(platform.daemonKeys("box")).as("the old key is revoked last").hasSize(2);
        assertKeyOfTheProfileWorks();
        setUpAgainLeavesOneKey();
    }

    @Test
    void aNewKeyThatDoesNotGetThroughIsNotStored() throws Exception {
        Process process = setup();
        awaitMoment(process, this::keyIsMade);
        network.cut(Cut.RST);
        network.retarget("127.0.0.1", 9);
        assertThat(process.waitFor()).as(said()).isEqualTo(3);
        assertThat(stored()).isEqualTo(before);
        assertKeyOfTheProfileWorks();
    }
}
