package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The real platform, and {@code setup --no-interview} with what a test types. */
abstract class UnattendedRig {
    @TempDir
    Path temp;

    final TestClock clock = TestClock.at(Instant.now());
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    RealPlatform platform;
    Path work;

    @BeforeEach
    void prepare() throws Exception {
        platform = new RealPlatform(temp.resolve("platform"), clock);
        work = Files.createDirectory(temp.resolve("work")).toRealPath();
    }

    @AfterEach
    void end() {
        platform.close();
    }

    /** A call that is under way, and its standard input. */
    final class Call implements AutoCloseable {
        private final PipedInputStream in = new PipedInputStream();
        private final OutputStream keyboard;
        private final CompletableFuture<Integer> code;

        Call(Map<String, String> environment, String... args) throws IOException {
            keyboard = new PipedOutputStream(in);
            out.reset();
            err.reset();
            Context context = context(environment, in);
            code = CompletableFuture.supplyAsync(() -> Main.commandLine(context).execute(args));
        }

        Call awaits(String words) {
            await().until(() -> said().contains(words) || code.isDone());
            assertThat(said()).contains(words);
            return this;
        }

        Call type(String line) throws IOException {
            keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            return this;
        }

        /** Types the code that was mailed, once it was. */
        Call typeCode(String before) throws IOException {
            await().until(() -> !platform.code().isEmpty() && !platform.code().equals(before));
            return type(platform.code());
        }

        int end() {
            return code.join();
        }

        @Override
        public void close() throws IOException {
            keyboard.close();
        }
    }

    Context context(Map<String, String> environment, InputStream in) {
        return new Context(
                new Home(temp.resolve("home")),
                InstantSource.system(),
                environment,
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    Call setup(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "setup",
                "--no-interview",
                "--url",
                platform.url(),
                "--email",
                "ada@example.org",
                "--daemon-id",
                "box",
                "--allowed-dirs",
                work.toString()));
        args.addAll(List.of(more));
        return new Call(Map.of(), args.toArray(String[]::new));
    }

    String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    List<Profile> stored() {
        return context(Map.of(), InputStream.nullInputStream()).profiles(Profiles::all);
    }

    Path privateHome() throws IOException {
        return Files.createDirectory(
                temp.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
