package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.lease.Lease;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.platform.identity.NewKey;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.testkit.RecordingServer;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs of a daemon's life, on the real platform, the daemon a process of its own. */
@Tag("slow")
final class LifeTest {
    private static final DaemonId BOX = new DaemonId("box");

    @TempDir
    private Path temp;

    private VerbCalls verbs;
    private RealPlatform platform;
    private NewKey key;
    private Path work;

    @BeforeEach
    void prepare() throws Exception {
        work = Files.createDirectory(temp.toRealPath().resolve("work"));
        platform = new RealPlatform(temp.resolve("platform"));
        key = platform.daemonKey("box");
        verbs = new VerbCalls(temp.resolve("home"));
        profile("box", platform.url());
    }

    @AfterEach
    void end() {
        run("stop", "--daemon-id", "box", "--grace", "3");
        platform.close();
    }

    private void profile(String id, String url) {
        TestProfiles.save(
                verbs.context(),
                new Profile(
                        new DaemonId(id),
                        url,
                        id,
                        List.of(work.toString()),
                        work.toString(),
                        "be kind",
                        "workstation",
                        null,
                        Guarding.DEFAULT,
                        key.secret()));
    }

    private int run(String... args) {
        return verbs.run(args);
    }

    private String said() {
        return verbs.said();
    }

    private StatusSeen status() {
        run("status", "--json");
        return Json.read(verbs.printed(), StatusSeen.class);
    }

    record StatusSeen(
            boolean running,
            Long pid,
            String startedAt,
            String link,
            String linkSince,
            String reason,
            int shells,
            int jobs,
            int pendingWakeUps,
            String sandbox,
            PlatformSeen platform) {}

    record PlatformSeen(String email, Boolean online) {}

    @Test
    void aRehearsalGoesOnlineWithoutAPlatformAndLeavesNoDaemonBehind() {
        assertThat(run("rehearse")).as(said()).isEqualTo(ExitCodes.OK);

        assertThat(run("list")).isEqualTo(ExitCodes.OK);
        assertThat(verbs.printed()).contains("box").doesNotContain("rehearsal");
    }

    @Test
    void startedInTheBackgroundItIsOnlineInASessionOfItsOwnUntilItIsStopped() throws IOException {
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        StatusSeen status = status();
        assertThat(status.running()).isTrue();
        assertThat(status.link()).isEqualTo("online");
        assertThat(status.startedAt()).matches("[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z");
        assertThat(status.linkSince()).matches("[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z");
        assertThat(status.pendingWakeUps()).isZero();
        assertThat(status.sandbox()).isIn("enforced", "refused");
        assertThat(status.platform()).isEqualTo(new PlatformSeen("ada@example.org", true));
        String stat = Files.readString(Path.of("/proc/" + status.pid() + "/stat"));
        assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3])
                .as("session")
                .isEqualTo(status.pid().toString());
        assertThat(Files.readString(temp.resolve("home/box.pid")).strip())
                .isEqualTo(status.pid().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("home/box.log"))))
                .isEqualTo("rw-------");
        for (String[] again : new String[][] {{"start", "--detach"}, {"start"}}) {
            assertThat(run(again)).as(this::said).isZero();
            assertThat(said())
                    .hasLineCount(1)
                    .contains("is already running, pid " + status.pid(), "hpc-daemon stop --daemon-id box");
        }
        assertThat(run("logs")).isZero();
        assertThat(said()).contains("INFO online");

        assertThat(run("stop")).isZero();
        assertThat(said()).contains("stopped");
        assertThat(Host.startTime(status.pid())).isEmpty();
        assertThat(run("status")).isEqualTo(ExitCodes.FAILED);
        assertThat(temp.resolve("home/box.run")).doesNotExist();
    }

    @Test
    void theWholeDaemonServesAnAgentAndItsJobOutlivesIt() throws Exception {
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        String agent = platform.agentKey("agent").secret();
        JobInfo job;
        try (HpcClient client = HpcClient.open(Target.of(platform.url()), agent);
                DaemonSession session = client.connect(BOX)) {
            assertThat(session.info().instructions()).isEqualTo("be kind");
            assertThat(session.info().skills()).singleElement().satisfies(skill -> {
                assertThat(skill.name()).isEqualTo("workstation");
                assertThat(skill.text())
                        .contains(
                                "Look before you start",
                                "## Containers on this machine",
                                "set up without --allow-containers");
            });
            job = session.call(
                    new JobRequest.Submit(
                            new IdempotencyKey("only-once-1234"),
                            spec("until [ -e go ]; do sleep 0.1; done; echo ran > ran")),
                    JobInfo.class);
        }
        assertThat(status().jobs()).isOne();
        assertThat(run("stop")).isZero();
        Files.createFile(work.resolve("go"));
        await().until(() -> Files.exists(work.resolve("ran")));

        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        try (HpcClient client = HpcClient.open(Target.of(platform.url()), agent)) {
            assertThat(client.events(0, Duration.ofSeconds(30)).events())
                    .singleElement()
                    .satisfies(woken -> {
                        assertThat(woken.event().endedJob().job()).isEqualTo(job.job());
                        assertThat(woken.event().context()).isEqualTo("epoch 3");
                    });
        }
    }

    private JobSpec spec(String script) {
        return JobSpec.builder()
                .name("train")
                .argv(List.of("sh", "-c", script))
                .cwd(work.toString())
                .context("epoch 3")
                .build();
    }

    @Test
    void aRevokedKeyIsReportedWithTheEndOfTheLogAndAnExitCode() {
        platform.revoke(key);
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(said()).contains("does not accept this daemon's key").contains("box.log");
        assertThat(run("status")).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void whatAgentsMayIsShownAlsoWhenWhatAnswersIsNoPlatform() throws Exception {
        try (RecordingServer other =
                RecordingServer.plain(_ -> RecordingServer.response("407 Proxy Authentication Required", "", ""))) {
            String url = "http://127.0.0.1:" + other.port();
            TestProfiles.save(
                    verbs.context(),
                    new Profile(
                            BOX,
                            url,
                            "box",
                            List.of(work.toString()),
                            work.toString(),
                            null,
                            null,
                            null,
                            new Guarding(null, List.of("/opt/secret"), true, false, false),
                            key.secret()));
            assertThat(run("status")).as(this::said).isEqualTo(ExitCodes.FAILED);
            assertThat(said())
                    .containsPattern("may write +" + work)
                    .containsPattern("network +no")
                    .containsPattern("containers +not allowed")
                    .containsPattern("hidden +.*/opt/secret")
                    .containsPattern("platform +" + url + ": the proxy");
            assertThat(run("status", "--json")).isEqualTo(ExitCodes.FAILED);
            assertThat(verbs.printed()).contains("\"limits\"", "\"network\" : false");
        }
    }

    @Test
    void withoutThePlatformItSaysWhyAndGoesOnTrying() {
        platform.close();
        assertThat(run("start", "--detach", "--wait", "1")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said()).contains("is not online");
        await().until(() -> "offline".equals(status().link()));
        assertThat(status().reason()).contains("connection refused");
        assertThat(run("stop")).isZero();
    }

    @Test
    void aWallClockThatDoesNotMoveOnDrawsNoWaitOut() {
        platform.close();
        verbs.setClock(TestClock.at(Instant.now()));
        assertThat(run("start", "--detach", "--wait", "1")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said()).contains("is not online");
    }

    @Test
    void aLastingFailureIsReportedAtOnceAndTriedAgain() throws Exception {
        try (RecordingServer other = RecordingServer.plain(_ -> RecordingServer.response("200 OK", "", "hello"))) {
            profile("box", "http://127.0.0.1:" + other.port());
            long before = System.nanoTime();
            assertThat(run("start", "--detach", "--wait", "600")).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMinutes(10));
            assertThat(said()).contains("is not online: HTTP 200", "without a platform's answer", "it keeps trying");
            assertThat(status().link()).isEqualTo("offline");
            assertThat(run("stop")).isZero();
        }
    }

    @Test
    void howLongToWaitCanStandInTheFileAndANumberThatIsNoneIsNamed() throws Exception {
        Path file = temp.resolve("home/config.properties");
        Files.writeString(file, "wait = soon\ngrace = 3\n");
        assertThat(run("start", "--detach")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("wait in " + file + " is \"soon\"; give a number of seconds");
        assertThat(run("stop", "--grace", "-1")).isEqualTo(ExitCodes.USAGE);
        assertThat(said()).contains("--grace is \"-1\"");

        platform.close();
        Files.writeString(file, "wait = 0\n");
        assertThat(run("start", "--detach")).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(run("stop")).isZero();
    }

    @Test
    void oneThatDoesNotEndIsKilledAndStartsAgain() throws Exception {
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
        long pid = status().pid();
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        assertThat(run("stop", "--grace", "1")).isZero();
        assertThat(said()).contains("killed");
        assertThat(run("start", "--detach", "--wait", "180")).as(this::said).isZero();
    }

    @Test
    void aPidThatAnotherProcessHasNowIsNotSignalled() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessIdentity recycled = new ProcessIdentity(
                    Host.here(), other.pid(), Host.startTime(other.pid()).orElseThrow() - 1);
            assertThat(lease(recycled)).isInstanceOf(Lease.Outcome.Taken.class);
            assertThat(run("stop")).isZero();
            assertThat(said()).contains("not running");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aDaemonOfAnotherLoginNodeIsSeenAndNeverSignalled() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessIdentity elsewhere = new ProcessIdentity(
                    new Host("login2", Host.here().bootId()),
                    other.pid(),
                    Host.startTime(other.pid()).orElseThrow());
            lease(elsewhere);
            assertThat(run("stop")).isEqualTo(ExitCodes.NOT_ALLOWED);
            assertThat(said()).contains("login2");
            assertThat(other.isAlive()).isTrue();
            assertThat(run("status")).isZero();
            assertThat(said()).contains("on login2");
            assertThat(run("start", "--detach", "--wait", "180")).isEqualTo(ExitCodes.NOT_ALLOWED);
            assertThat(said()).contains("login2", "try again in 5 min: then it is taken over");
        } finally {
            other.destroyForcibly();
        }
    }

    private Lease.Outcome lease(ProcessIdentity holder) {
        return verbs.context().database(database -> new Lease(database, BOX, holder, "token", Instant::now).tryTake());
    }

    @Test
    void aRestartStopsItIfItRunsAndReturnsOnceItIsOnlineAgain() {
        assertThat(run("restart", "--wait", "180")).as(this::said).isZero();
        assertThat(said()).contains("online as box").doesNotContain("is stopped");
        long first = status().pid();

        assertThat(run("restart", "--wait", "180")).as(this::said).isZero();
        assertThat(said()).contains("box is stopped; jobs go on", "online as box");
        assertThat(status().pid()).isNotEqualTo(first);
        assertThat(Host.startTime(first)).isEmpty();
    }

    @Test
    void theStatusOfOneOfSeveralNamesTheOthers() {
        profile("crate", platform.url());
        run("status", "--daemon-id", "box");
        assertThat(said()).contains("box (box); also set up here: crate");
    }

    @Test
    void withSeveralDaemonsEachVerbAsksWhich() {
        profile("crate", platform.url());
        for (String verb : List.of("start", "stop", "restart", "status", "logs")) {
            assertThat(run(verb)).isEqualTo(ExitCodes.USAGE);
            assertThat(said()).contains("--daemon-id").contains("box, crate");
        }
    }
}
