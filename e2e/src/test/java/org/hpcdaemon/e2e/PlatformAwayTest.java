package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The platform goes away and comes back; work on the daemon goes on, and nothing of it is lost. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlatformAwayTest {
    private static final int LINES = 40_000;

    /** Jobs have the lowest priority of this machine, and the tests beside them leave them little of it. */
    private static final int JOBS = 40;

    // Every line it reads, it says again; between them, numbers.
    private static final String SCRIPT = """
            stty -echo -opost
            echo BEGIN
            (i=1; while [ $i -le $1 ]; do echo out $i; i=$((i + 1)); done) > /dev/tty &
            while read -r line; do [ "$line" = end ] && break; echo "$line" >> heard; done
            wait
            echo; echo END
            """;

    private World world;
    private Daemon box;
    private String key;
    private HpcClient client;
    private DaemonSession session;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(PlatformAwayTest.class, folder);
        box = world.box();
        key = world.platform().agentKey(World.ADA, "agent");
        client = world.client(key);
        session = client.connect(box.id());
    }

    /** What one test leaves undone is not the next one's failure. */
    @AfterEach
    void platformRuns() {
        if (!world.platform().program().isAlive()) {
            world.platform().startAgain();
        }
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @Test
    void aLiveShellLosesNothingWhenThePlatformDiesAndWhenItIsStopped() throws Exception {
        Files.writeString(box.work().resolve("script"), SCRIPT);
        ShellAttachment terminal = session.openShell().attach(0L);
        Terminal screen = new Terminal(terminal.output());
        type(terminal, "bash script " + LINES + "\n");
        screen.skipTo("BEGIN\n");

        type(terminal, "one\n");
        world.platform().program().kill();
        type(terminal, "two\n");
        world.platform().startAgain();
        type(terminal, "three\n");
        String first = screen.upTo("out " + LINES / 2 + "\n");
        assertThat(world.platform().program().stop()).isZero();
        type(terminal, "four\nend\n");
        world.platform().startAgain();
        String second = screen.upTo("END\n");

        assertThat(first + second)
                .isEqualTo(IntStream.rangeClosed(1, LINES)
                        .mapToObj(line -> "out " + line + "\n")
                        .collect(Collectors.joining("", "", "\nEND\n")));
        assertThat(Files.readAllLines(box.work().resolve("heard"))).containsExactly("one", "two", "three", "four");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void jobsThatEndWhileThePlatformIsAwayWakeTheirAgentOnceEachWhenItIsBack() throws Exception {
        List<String> contexts =
                IntStream.range(0, JOBS).mapToObj(number -> "job " + number).toList();
        String until = "while test ! -e gone; do sleep 1; done; ";
        String first = world.hpc(key, "job", "submit", "box", "--context", "first", "--", "sh", "-c", until + "exit 5")
                .out()
                .strip();
        CompletableFuture<Outcome<String>> waiting =
                CompletableFuture.supplyAsync(() -> world.hpc(key, "job", "wait", "box", first));
        Program follower = world.hpcInBackground(key, "events", "--follow", "--json");
        for (String context : contexts) {
            RemoteJob _ = session.submit(Jobs.shell(until + "echo >>ended", context));
        }
        assertThat(world.platform().program().stop()).isZero();
        Files.createFile(box.work().resolve("gone"));
        Path ended = box.work().resolve("ended");
        await().atMost(Duration.ofMinutes(20))
                .ignoreException(NoSuchFileException.class)
                .untilAsserted(() -> assertThat(Files.readAllLines(ended)).hasSize(JOBS));

        world.platform().startAgain();
        Instant back = Instant.now();

        List<Event> events = new Inbox(client).await(JOBS + 1);
        World.note("%d wake-ups of jobs that ended while the platform was away: all there %d ms after it was back"
                .formatted(JOBS, Duration.between(back, Instant.now()).toMillis()));
        List<String> all = Stream.concat(contexts.stream(), Stream.of("first")).toList();
        assertThat(events).extracting(Event::context).containsExactlyInAnyOrderElementsOf(all);
        assertThat(waiting.get(120, TimeUnit.SECONDS).exitCode()).isEqualTo(5);
        await().until(() -> followed(follower).size() >= all.size());
        assertThat(followed(follower)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(new Inbox(client).all()).hasSize(all.size());
    }

    private static void type(ShellAttachment terminal, String text) throws IOException {
        terminal.input().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What it has printed that is no word about the platform. */
    private static List<String> followed(Program follower) {
        return follower.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> Json.read(line, Event.class).context())
                .toList();
    }
}
