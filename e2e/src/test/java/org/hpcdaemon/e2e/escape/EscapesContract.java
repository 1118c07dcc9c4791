package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Resident;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.protocol.message.LogStream;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The escapes, tried on one daemon of one user: each fails, or succeeds as its level says. Where nothing holds, all succeed:
 * so they are attempts that a sandbox had to stop.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EscapesContract {
    static final int ROOT = 0;

    /** Debian's nobody. Any user would do that owns nothing here. */
    static final int NOBODY = 65534;

    private final Strength strength;
    private final int uid;
    private final List<Way> ways;
    private final RandomIds ids = RandomIds.secure();
    private final Map<Way, Map<String, String>> reports = new HashMap<>();
    private Ground ground;
    private World world;
    private Daemon box;
    private DaemonSession agent;
    private @Nullable JobInfo job;
    private Map<String, String> home;
    private final Map<Path, Map<String, String>> victims = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // made before all tests
    EscapesContract(Strength strength, int uid, Way... ways) {
        this.strength = strength;
        this.uid = uid;
        this.ways = List.of(ways);
    }

    /** Who runs this, by something that it has just made. */
    static int self(Path made) throws IOException {
        return (int) Files.getAttribute(made, "unix:uid");
    }

    /** Where its daemon and its agent meet; ended with it. */
    World world(Path folder) {
        return World.start(getClass(), folder);
    }

    /** Further variables of the daemon; asked for once. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** What a job of it prints, on both streams. */
    final String printed(String command) {
        JobInfo ended = submit(command);
        return text(ended, LogStream.STDOUT) + text(ended, LogStream.STDERR);
    }

    /** Hundreds of programs are started, while other tests run. */
    @BeforeAll
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void tryAll(@TempDir Path folder) throws Exception {
        int self = self(folder);
        assumeThat(self == ROOT || self == uid)
                .as("only root can start a daemon as another user")
                .isTrue();
        assumeThat(self == uid || World.isOpenToAll())
                .as(
                        "a daemon of another user cannot be started, since the way to this clone, or to Java, is its owner's alone")
                .isTrue();
        ground = new Ground();
        world = world(folder);
        Map<String, String> environment = new HashMap<>(
                Map.of("AWS_SECRET_ACCESS_KEY", Ground.SECRET, "HF_TOKEN", Ground.SECRET, "GH_TOKEN", Ground.SECRET));
        environment.putAll(strength.environment(ground.noBubblewrap()));
        environment.putAll(environment());
        List<String> settings = new ArrayList<>(strength.settings());
        settings.addAll(List.of("--hide", ground.place.resolve("user/mine").toString()));
        box = world.box(
                new Resident(uid, ground.place, strength.isLimited(), strength.before(), settings), environment);
        agent = world.client(world.platform().agentKey(world.owner(), "agent")).connect(box.id());
        assumeThat(agent.info().sandboxNotes().toString())
                .as("this machine offers %s", strength)
                .contains(strength.note());
        ground.startPrograms(
                uid == self ? List.of() : List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
        home = ground.look(ground.place.resolve("user"));
        for (Way way : ways) {
            for (Path victim : victims(way)) {
                victims.put(victim, ground.look(victim));
            }
        }
        CompletableFuture<?>[] all = ways.stream()
                .map(way -> CompletableFuture.runAsync(() -> attempt(way)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        for (Way way : ways) {
            reports.put(way, ground.report(way));
        }
    }

    private List<Path> victims(Way way) {
        return Stream.of(Escape.values())
                .flatMap(escape -> Stream.of(Language.values())
                        .filter(language -> !escape.attempt(language).isEmpty())
                        .map(language -> ground.victim(way, escape, language)))
                .toList();
    }

    private void attempt(Way way) {
        run(way, ground.attempts(way, box.program().pid()));
    }

    /** Runs it to its end; a shell is closed then. */
    private void run(Way way, String command) {
        switch (way) {
            case COMMAND -> assertThat(exec(command).sandbox()).isEqualTo(strength.word());
            case SHELL -> {
                RemoteShell shell = shell();
                ShellRunResult ran = agent.call(
                        new ShellRequest.Run(ids.key(), shell.id(), command, null, false, 60_000L),
                        ShellRunResult.class);
                assertThat(ran.running()).as(ran.output().head()).isFalse();
                shell.close();
            }
            case JOB -> job = submit(command);
        }
    }

    private JobInfo submit(String command) {
        JobInfo submitted =
                agent.call(new JobRequest.Submit(ids.key(), JobSpec.of(List.of("bash", "-c", command))), JobInfo.class);
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> agent.call(new JobRequest.Status(submitted.job(), null), JobInfo.class),
                        info -> info.state().terminal());
    }

    private ExecResult exec(String command) {
        return agent.call(
                new ExecRequest.Run(ids.key(), List.of(), command, null, Map.of(), null, 60_000L, null),
                ExecResult.class);
    }

    private RemoteShell shell() {
        return agent.openShell(new ShellRequest.Open(ids.key(), null, null, Map.of(), null, null));
    }

    /** Longer than a program that hangs may take to be told from one that is slow: then that is what is said. */
    @AfterAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void stop() throws IOException {
        try (Ground _ = ground;
                World _ = world;
                DaemonSession _ = agent) {}
    }

    @ParameterizedTest
    @EnumSource
    void eachEndsAsTheLevelPromises(Escape escape) throws IOException {
        boolean open = (strength.leavesOpen(escape) || saidToBeOpen(escape)) && isThere(escape);
        SoftAssertions all = new SoftAssertions();
        for (Way way : ways) {
            for (Language language : Language.values()) {
                if (!escape.attempt(language).isEmpty()) {
                    String printed = Objects.requireNonNull(reports.get(way))
                            .getOrDefault(Ground.name(escape, language), "it was not tried");
                    all.assertThat(succeeded(way, escape, language, printed))
                            .as("%s in %s, by %s; it said: %s", escape, language, way, printed)
                            .isEqualTo(open);
                }
            }
        }
        all.assertAll();
    }

    private boolean saidToBeOpen(Escape escape) {
        return escape == Escape.ASKING_OTHERS_BY_ABSTRACT_SOCKETS
                && agent.info().sandboxNotes().toString().contains("abstract Unix sockets can be reached");
    }

    private boolean isThere(Escape escape) {
        return escape != Escape.ACTING_THROUGH_THE_USERS_OTHER_PROGRAMS || ground.hasPrograms();
    }

    private boolean succeeded(Way way, Escape escape, Language language, String printed) throws IOException {
        Path victim = ground.victim(way, escape, language);
        return printed.contains(Ground.SECRET)
                || printed.contains("XreachedX")
                || !ground.look(victim).equals(victims.get(victim));
    }

    @Test
    void theHomeIsAsItWasWithoutAPlaceholderForWhatWasNotThere() throws IOException {
        assumeThat(strength.word()).as("a level that promises it").isEqualTo("enforced");

        assertThat(ground.look(ground.place.resolve("user"))).containsExactlyInAnyOrderEntriesOf(home);
    }

    @Test
    void theRestOfTheHomeCanBeRead() {
        assertThat(Objects.requireNonNull(
                                exec("cat " + ground.place.resolve("user/data")).stdout())
                        .head())
                .isEqualTo("readable");
    }

    @Test
    void theKeyIsInNoCommandLineAndNoEnvironment() {
        ExecResult seen = exec("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' '\\n' | grep 'hpc_[d]aemon_'");

        assertThat(Objects.requireNonNull(seen.stdout()).head()).isEmpty();
    }

    @Test
    void everyAnswerNamesTheLevel() {
        DaemonInfo info = agent.info();
        RemoteShell shell = shell();
        ShellInfo opened = agent.shells().shells().stream()
                .filter(one -> one.shell().equals(shell.id()))
                .findFirst()
                .orElseThrow();
        ShellRunResult run = agent.call(
                new ShellRequest.Run(ids.key(), shell.id(), "true", null, false, 20_000L), ShellRunResult.class);
        shell.close();

        assertThat(info.sandbox()).isEqualTo(strength.word());
        assertThat(opened.sandbox()).isEqualTo(strength.word());
        assertThat(run.sandbox()).isEqualTo(strength.word());
        JobInfo ran = Objects.requireNonNull(job);
        assertThat(ran.sandbox()).isEqualTo(strength.word());
        assertThat(text(ran, LogStream.STDERR).contains("it runs at advisory"))
                .isEqualTo(strength == Strength.ADVISORY);
    }

    private String text(JobInfo of, LogStream stream) {
        LogChunk log = agent.call(new JobRequest.Logs(of.job(), stream, 0L, null, null, null), LogChunk.class);
        return new String(log.data().toArray(), StandardCharsets.UTF_8);
    }

    @Test
    void aShellSaysWhichPathIsOutside() {
        assumeThat(strength.isLimited()).as("a level with limits").isTrue();
        RemoteShell shell = shell();

        ShellRunResult ran = agent.call(
                new ShellRequest.Run(
                        ids.key(), shell.id(), "rm -r " + ground.place.resolve("user"), null, false, 20_000L),
                ShellRunResult.class);

        shell.close();
        assertThat(ran.exitCode()).isOne();
        assertThat(ran.output().head()).contains("is outside the allowed directories: " + ground.work());
        assertThat(ground.place.resolve("user")).isDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void whatItLeftRunningEndsWithIt(Way way) {
        assumeThat(ways).as("the ways of this test").contains(way);
        assumeThat(way != Way.COMMAND || strength.word().equals("enforced"))
                .as("what a command leaves running ends with it where that is enforced")
                .isTrue();
        String left = "4713." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000); // nobody else sleeps so long
        run(way, """
                nohup sleep %1$s >/dev/null 2>&1 & (setsid sleep %1$s &); setsid nohup sh -c 'sleep %1$s & sleep %1$s' >/dev/null 2>&1 &
                /usr/bin/python3 -c 'import os
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0: os.execvp("sleep", ["sleep", "%1$s"])
                    os._exit(0)'
                perl -e 'exec "sleep", "%1$s" if fork == 0 and fork == 0'
                disown -a; true
                """.formatted(left));

        await().atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.allProcesses()
                        .filter(process -> process.info().user().isPresent())
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.endsWith("sleep " + left)));
    }
}
