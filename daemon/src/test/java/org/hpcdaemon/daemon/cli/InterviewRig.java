package org.hpcdaemon.daemon.cli;

import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The real platform, a user of it and the terminal at which setup is run. */
abstract class InterviewRig {
    @TempDir
    Path temp;

    final TestClock clock = TestClock.at(Instant.now());
    RealPlatform platform;
    Path user;
    Context context;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"), clock);
        user = Files.createDirectory(temp.resolve("user")).toRealPath();
        context = context(user);
    }

    @AfterEach
    void end() {
        platform.close();
    }

    static Context context(Path user) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new Context(
                new Home(user.resolve(".hpc_daemon")),
                InstantSource.system(),
                Map.of(),
                InputStream.nullInputStream(),
                nowhere,
                nowhere);
    }

    Seat sit(Path home, String email, String... more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
        String[] args = new String[7 + more.length];
        System.arraycopy(
                new String[] {"setup", "--url", platform.url(), "--email", email, "--daemon-id", "box"}, 0, args, 0, 7);
        System.arraycopy(more, 0, args, 7, more.length);
        return new Seat(environment, args);
    }

    Seat sit(String... more) throws IOException {
        return sit(user, "ada@example.org", more);
    }

    String code(String email, String before) {
        await().until(() -> !platform.code(email).equals(before));
        return platform.code(email);
    }

    List<Profile> stored() {
        return context.profiles(Profiles::all);
    }

    Profile earlier(Path home, String email) {
        Profile before = new Profile(
                new DaemonId("box"),
                platform.url(),
                "before",
                List.of(),
                "/tmp",
                null,
                null,
                null,
                Guarding.DEFAULT,
                platform.daemonKey(email, "box").secret());
        TestProfiles.save(context(home), before);
        return before;
    }
}
