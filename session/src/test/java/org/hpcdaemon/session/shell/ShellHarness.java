package org.hpcdaemon.session.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.Recorder;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.jspecify.annotations.Nullable;

/** Shells as one agent uses them, with a home of their own and a clock that tests set. */
final class ShellHarness implements AutoCloseable {
    static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    final Path home;
    final Path runtime;
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    final AtomicLong nanos = new AtomicLong();
    final Shells shells;
    private int keys;

    ShellHarness(Path folder, String bashrc) throws Exception {
        this(folder, bashrc, Guard.OFF);
    }

    ShellHarness(Path folder, String bashrc, Guard guard) throws Exception {
        this(folder, bashrc, guard, Recorder.NONE);
    }

    ShellHarness(Path folder, String bashrc, Guard guard, Recorder recorder) throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        runtime = folder.resolve("run");
        Files.writeString(home.resolve(".bashrc"), bashrc);
        shells = new Shells(
                new ShellSettings(
                        runtime,
                        home.toString(),
                        new ChildEnvironment(
                                Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString(), "HPC_API_KEY", "secret")),
                        Duration.ofMillis(300),
                        now::get,
                        nanos::get,
                        new Random(),
                        new TreeCookie.Source("test", new Random()),
                        guard,
                        JobCommands.NONE,
                        recorder),
                new TestOnce(),
                RandomIds.secure());
    }

    IdempotencyKey key() {
        return new IdempotencyKey("k" + keys++);
    }

    ShellId open() {
        return shells.open(CALLER, new ShellRequest.Open(key(), null, null, Map.of(), null, null))
                .shell();
    }

    ShellRunResult run(ShellId shell, String command) {
        return run(shell, command, null);
    }

    ShellRunResult run(ShellId shell, String command, @Nullable Long timeoutMs) {
        return shells.run(CALLER, new ShellRequest.Run(key(), shell, command, null, false, timeoutMs));
    }

    CompletableFuture<ShellRunResult> start(ShellId shell, String command) {
        ShellRequest.Run request = new ShellRequest.Run(key(), shell, command, null, false, null);
        return CompletableFuture.supplyAsync(
                () -> shells.run(CALLER, request), task -> Thread.ofVirtual().start(task));
    }

    ShellAttached attach(ShellId shell, String reader, TestRoute route, int stream, @Nullable Long from) {
        Attachment attachment =
                shells.attach(CALLER, route, new ShellRequest.Attach(shell, from, stream, new ReaderId(reader)));
        if (from == null) {
            route.agent(stream).from(attachment.answer().from());
        }
        attachment.start().run();
        return attachment.answer();
    }

    TestRoute route(int stream, AgentStream agent) {
        return new TestRoute(CALLER).listen(stream, agent);
    }

    List<String> running(String pattern) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.matches(pattern))
                .toList();
    }

    @Override
    public void close() {
        shells.close();
    }
}
