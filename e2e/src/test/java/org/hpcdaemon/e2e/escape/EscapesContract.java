package org.hpcdaemon.e2e.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Resident;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
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
    private final Map<Way, Map<String, String>> reports = new HashMap<>();
    private Ground ground;
    private Services services;
    private World world;
    private Tenant agent;
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
        JobInfo ended = agent.job(command);
        return agent.printed(ended, LogStream.STDOUT) + agent.printed(ended, LogStream.STDERR);
    }

    /** Hundreds of programs are started, while other tests run. */
    @BeforeAll
    void tryAll(@TempDir Path folder) throws Exception {
        int self = self(folder);
        assumeTrue(self == ROOT || self == uid, "only root can start a daemon as another user");
        assumeTrue(
                self == uid || World.isOpenToAll(),
                "a daemon of another user cannot be started, since the way to this clone, or to Java, is its owner's alone");
        String missing = Installed.missing("python3", "perl");
        assumeTrue(missing.isEmpty(), missing);
        ground = new Ground();
        services = Services.start(ground.home(), uid, self == ROOT);
        assumeTrue(
                strength != Strength.SET_UID_BUBBLEWRAP || services.has(Service.SET_UID_BUBBLEWRAP),
                "no set-uid bwrap that works can be made here");
        world = world(folder);
        Daemon box = world.box(resident(), variables());
        agent = new Tenant(
                world.client(world.platform().agentKey(world.owner(), "agent")).connect(box.id()), RandomIds.secure());
        String notes = agent.info().sandboxNotes().toString();
        assumeTrue(
                strength == Strength.SET_UID_BUBBLEWRAP || strength.isSaid(notes),
                "the limits are not held by " + strength + " here: " + notes);
        assertThat(notes).matches(strength::isSaid);
        home = ground.look(ground.home());
        for (Way way : ways) {
            for (Path victim : victims(way)) {
                victims.put(victim, ground.look(victim));
            }
        }
        CompletableFuture<?>[] all = ways.stream()
                .map(way -> CompletableFuture.runAsync(() -> agent.run(
                        way,
                        ground.attempts(way, strength.within(), box.program().pid(), services.variables()))))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        for (Way way : ways) {
            reports.put(way, ground.report(way));
        }
    }

    private Resident resident() {
        List<String> before = new ArrayList<>(services.enter());
        before.addAll(strength.before());
        List<String> settings = new ArrayList<>(strength.settings());
        settings.addAll(List.of("--hide", ground.home().resolve("mine").toString()));
        return new Resident(uid, ground.place, strength.isLimited(), before, settings);
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "AWS_SECRET_ACCESS_KEY",
                Ground.SECRET,
                "HF_TOKEN",
                Ground.SECRET,
                "GH_TOKEN",
                Ground.SECRET,
                "WANDB_API_KEY",
                Ground.SECRET,
                "PIP_INDEX_URL",
                "https://ada:" + Ground.SECRET + "@example.org/simple",
                "XDG_CONFIG_HOME",
                ground.home().resolve("moved").toString()));
        variables.putAll(strength.environment(ground.noBubblewrap(), services.setUidBubblewrap()));
        variables.putAll(environment());
        return variables;
    }

    private List<Path> victims(Way way) {
        return Stream.of(Escape.values())
                .flatMap(escape -> Stream.of(Language.values())
                        .filter(language -> !escape.attempt(language).isEmpty())
                        .map(language -> ground.victim(way, escape, language)))
                .toList();
    }

    /** Longer than a program that hangs may take to be told from one that is slow: then that is what is said. */
    @AfterAll
    void stop() throws IOException {
        try (Ground _ = ground;
                Services _ = services;
                World _ = world;
                Tenant _ = agent) {}
    }

    @ParameterizedTest
    @EnumSource
    void eachEndsAsTheLevelPromises(Escape escape) throws IOException {
        boolean open = strength.leavesOpen(escape) || saidToBeOpen(escape);
        assumeTrue(
                !open || escape.service().stream().allMatch(services::has),
                "not installed, or of no use to a user here: " + escape.service());
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

    private boolean succeeded(Way way, Escape escape, Language language, String printed) throws IOException {
        Path victim = ground.victim(way, escape, language);
        return printed.contains(Ground.SECRET)
                || printed.contains("XreachedX")
                || !ground.look(victim).equals(victims.get(victim));
    }

    @Test
    void theHomeIsAsItWasWithoutAPlaceholderForWhatWasNotThere() throws IOException {
        assumeTrue(strength.word().equals("enforced"), "not promised at " + strength);

        assertThat(ground.look(ground.home())).containsExactlyInAnyOrderEntriesOf(home);
    }

    @Test
    void theRestOfTheHomeCanBeRead() {
        assertThat(Objects.requireNonNull(agent.exec("cat " + ground.home().resolve("data"))
                                .stdout())
                        .head())
                .isEqualTo("readable");
    }

    @Test
    void theKeyIsInNoCommandLineAndNoEnvironment() {
        ExecResult seen =
                agent.exec("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' '\\n' | grep 'hpc_[d]aemon_'");

        assertThat(Objects.requireNonNull(seen.stdout()).head()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noneOfTheDaemonsDescriptorsIsInherited(Way way) {
        assumeTrue(ways.contains(way), "not among the ways of this test: " + way);

        assertThat(Objects.requireNonNull(reports.get(way)).get("descriptors"))
                .contains(" -> ")
                .doesNotContain("state.db", "audit.log", "socket:", "anon_inode:", ".jar");
    }

    @Test
    void everyAnswerNamesTheLevel() {
        JobInfo job = agent.job("true");

        assertThat(agent.info().sandbox()).isEqualTo(strength.word());
        assertThat(agent.exec("true").sandbox()).isEqualTo(strength.word());
        assertThat(agent.openedShell().sandbox()).isEqualTo(strength.word());
        assertThat(agent.inShell("true").sandbox()).isEqualTo(strength.word());
        assertThat(job.sandbox()).isEqualTo(strength.word());
        assertThat(agent.printed(job, LogStream.STDERR).contains("it runs at advisory"))
                .isEqualTo(strength == Strength.ADVISORY);
    }

    @Test
    void aShellSaysWhichPathIsOutside() {
        assumeTrue(strength.isLimited(), "there are no limits at " + strength);

        ShellRunResult ran = agent.inShell("rm -r " + ground.home());

        assertThat(ran.exitCode()).isOne();
        assertThat(ran.output().head()).contains("is outside the allowed directories: " + ground.work());
        assertThat(ground.home()).isDirectory();
    }

    /** TIOCSTI and TIOCLINUX; the latter is for consoles, and so fails on any other terminal by itself. */
    @Test
    void aShellTypesNothingIntoItsTerminalAsIfSomebodyDid() {
        assumeTrue(ways.contains(Way.SHELL), "not among the ways of this test: " + Way.SHELL);

        String said = agent.inShell("""
                perl -e 'open T, "+<", "/dev/tty"; $c = "x"; $l = "\3"; for ([0x5412, $c], [0x541c, $l]) {
                    print ioctl(T, $$_[0], $$_[1]) ? "typed" : $!, "\n" }' </dev/tty
                """).output().head();

        if (strength.word().equals("enforced")) {
            assertThat(said).isEqualTo("Operation not permitted\nOperation not permitted\n");
        } else {
            assumeTrue(
                    !said.contains("Input/output error"),
                    "this kernel lets no user type into a terminal (dev.tty.legacy_tiocsti)");
            assertThat(said).contains("typed\nInappropriate ioctl"); // and what was typed is seen
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatItLeftRunningEndsWithIt(Way way) {
        assumeTrue(ways.contains(way), "not among the ways of this test: " + way);
        assumeTrue(
                way != Way.COMMAND || strength.word().equals("enforced"),
                "what a command leaves running ends with it where that is enforced, and it is not at " + strength);
        String left =
                "4713." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000); // no other process sleeps so long
        agent.run(way, """
                nohup sleep %1$s >/dev/null 2>&1 & (setsid sleep %1$s &); setsid nohup sh -c 'sleep %1$s & sleep %1$s' >/dev/null 2>&1 &
                /usr/bin/python3 -c 'import os
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0: os.execvp("sleep", ["sleep", "%1$s"])
                    os._exit(0)'
                perl -e 'exec "sleep", "%1$s" if fork == 0 and fork == 0'
                %2$s
                disown -a; true
                """.formatted(
                        left, theKernelTellsWhatComesFromIt() ? "(setsid env -i /bin/sleep " + left + " &)" : ""));

        await().until(() -> ProcessHandle.allProcesses()
                .filter(process -> process.info().user().isPresent())
                .flatMap(process -> process.info().commandLine().stream())
                .noneMatch(line -> line.endsWith("sleep " + left)));
    }

    /** So that not even a process that changed its session, its parents and its environment is lost. */
    private boolean theKernelTellsWhatComesFromIt() {
        return strength.word().equals("enforced")
                && !agent.info().sandboxNotes().toString().contains("can be signalled");
    }
}
