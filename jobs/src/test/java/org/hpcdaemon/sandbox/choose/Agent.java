package org.hpcdaemon.sandbox.choose;

import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.session.exec.ExecSettings;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.exec.KeptOutputs;
import org.hpcdaemon.session.shell.ShellSettings;
import org.hpcdaemon.session.shell.Shells;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.jspecify.annotations.Nullable;

/** What an agent can do on a daemon whose user allowed one folder: commands, shells and jobs. */
final class Agent implements AutoCloseable {
    /** What its user has at home and outside, beside the one allowed folder. */
    final Path user;

    final Path allowed;
    final Path state;
    final Guard guard;
    final JobsRig jobs;
    private final Execs execs;
    private final Shells shells;
    private int keys;

    Agent(Path folder) throws Exception {
        this(folder, Mechanism.BUBBLEWRAP, Guarding.DEFAULT);
    }

    /** @param mechanism the best that this machine is to be tried for */
    Agent(Path folder, Mechanism mechanism, Guarding guarding) throws Exception {
        this(folder, mechanism, guarding, KernelSupport.here());
    }

    Agent(Path folder, Mechanism mechanism, Guarding guarding, KernelSupport host) throws Exception {
        this(new Places(folder.toRealPath()), mechanism, guarding, host);
    }

    /**
     * Where everything lies; made if it is not there.
     *
     * @param user the home, as its user's variables name it
     */
    record Places(Path user, Path state, Path allowed) {
        Places(Path root) {
            this(root.resolve("user"), root.resolve("state"), root.resolve("ws"));
        }
    }

    Agent(Places places, Mechanism mechanism, Guarding guarding, KernelSupport host) throws Exception {
        user = Files.createDirectories(places.user());
        state = Files.createDirectories(places.state());
        allowed = Files.createDirectories(places.allowed());
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "HOME", user.toString()));
        Map<String, String> tried = new HashMap<>(environment);
        if (mechanism == Mechanism.LANDLOCK) {
            tried.put("PATH", withoutBubblewrap(state.resolveSibling("path")).toString());
        }
        guard = Guards.of(Confinements.of(state, List.of(allowed), guarding, tried), host);
        ChildEnvironment base = guard.environment(new ChildEnvironment(environment));
        Duration grace = Duration.ofMillis(500);
        TreeCookie.Source cookies = new TreeCookie.Source("box", new Random());
        execs = new Execs(
                new ExecSettings(allowed.toString(), base, grace, InstantSource.system(), cookies, guard),
                new TestOnce(),
                new KeptOutputs(state.resolve("outputs"), InstantSource.system()));
        shells = new Shells(
                new ShellSettings(
                        state.resolve("shells"),
                        allowed.toString(),
                        base,
                        grace,
                        InstantSource.system(),
                        new Random(),
                        cookies,
                        guard),
                new TestOnce(),
                RandomIds.secure());
        jobs = new JobsRig(state, allowed, guard);
    }

    /** Where what a guard looks for is found, but no bwrap. */
    private static Path withoutBubblewrap(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String command : List.of("srun", "squeue")) {
            if (!Files.exists(folder.resolve(command), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(folder.resolve(command), Path.of("/usr/bin", command));
            }
        }
        return folder;
    }

    private IdempotencyKey key() {
        return new IdempotencyKey("k" + keys++);
    }

    ExecResult exec(String command) {
        return exec(command, null);
    }

    ExecResult exec(String command, @Nullable Long timeoutMs) {
        return exec(new ExecRequest.Run(key(), List.of(), command, null, Map.of(), null, timeoutMs, null));
    }

    ExecResult exec(ExecRequest.Run request) {
        return execs.run(JobsRig.ANN, new TestRoute(JobsRig.ANN), request);
    }

    static String out(ExecResult result) {
        return Objects.requireNonNull(result.stdout()).head();
    }

    ShellId shell() {
        return shells.open(JobsRig.ANN, new ShellRequest.Open(key(), null, null, Map.of(), null, null))
                .shell();
    }

    ShellRunResult run(ShellId shell, String command) {
        return shells.run(JobsRig.ANN, new ShellRequest.Run(key(), shell, command, null, false, 20_000L));
    }

    /** Presses keys. */
    void type(ShellId shell, String keys) {
        shells.write(JobsRig.ANN, new ShellRequest.Write(key(), shell, Bytes.utf8(keys)));
    }

    /** What the shell's terminal shows, from its beginning on. */
    AgentStream screen(ShellId shell) {
        AgentStream seen = new AgentStream();
        TestRoute route = new TestRoute(JobsRig.ANN).listen(1, seen);
        shells.attach(JobsRig.ANN, route, new ShellRequest.Attach(shell, 0L, 1, new ReaderId("screen")))
                .start()
                .run();
        return seen;
    }

    void closeShell(ShellId shell) {
        shells.close(JobsRig.ANN, new ShellRequest.Close(shell));
    }

    /** How a job ended that runs it. */
    JobInfo job(String command) {
        JobInfo submitted = jobs.submit(JobSpec.of(List.of("bash", "-c", command)));
        return await().until(
                        () -> jobs.status(submitted.job()), info -> info.state().terminal());
    }

    String jobOutput(JobInfo job) throws Exception {
        return Files.readString(jobs.places.folder(job.job()).path().resolve("stdout"), StandardCharsets.UTF_8)
                + Files.readString(jobs.places.folder(job.job()).path().resolve("stderr"), StandardCharsets.UTF_8);
    }

    /** What it printed, on both streams, however it was run. */
    String printed(Way way, String command) throws Exception {
        return switch (way) {
            case EXEC -> {
                ExecResult result = exec(command);
                yield out(result) + Objects.requireNonNull(result.stderr()).head();
            }
            case SHELL -> {
                ShellId shell = shell();
                String output = run(shell, command).output().head();
                closeShell(shell);
                yield output;
            }
            case JOB -> jobOutput(job(command));
        };
    }

    /** How an agent runs things. */
    enum Way {
        EXEC,
        SHELL,
        JOB
    }

    @Override
    public void close() {
        execs.close();
        shells.close();
        jobs.close();
    }
}
