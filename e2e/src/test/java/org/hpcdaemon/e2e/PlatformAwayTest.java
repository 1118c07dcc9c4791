package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The platform goes away and comes back; work on the daemon goes on, and nothing of it is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlatformAwayTest {
    private static final int LINES = 40_000;

    // Every line it reads, it says again; between them, numbers.
    private static final String SCRIPT = """
            stty -echo -opost
            echo BEGIN
            (i=1; while [ $i -le $1 ]; do echo out $i; i=$((i + 1)); done) > /dev/tty &
            while read -r line; do [ "$line" = end ] && break; echo "$line" >> heard; done
            wait
            echo; echo END
            """;

    private final RandomIds ids = RandomIds.secure();
    private World world;
    private Daemon box;
    private HpcClient client;
    private DaemonSession session;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(PlatformAwayTest.class, folder);
        box = world.box();
        client = world.client(world.platform().agentKey(World.ADA, "agent"));
        session = client.connect(box.id());
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @Test
    @Timeout(120)
    void aLiveShellLosesNothingWhenThePlatformDiesAndWhenItIsStopped() throws Exception {
        Files.writeString(box.work().resolve("script"), SCRIPT);
        ShellAttachment terminal = session.openShell(new ShellRequest.Open(ids.key(), null, null, Map.of(), null, null))
                .attach(0L);
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
    @Timeout(120)
    void jobsThatEndWhileThePlatformIsAwayWakeTheirAgentWhenItIsBack() {
        List<String> contexts = List.of("a", "b", "c");
        for (String context : contexts) {
            String command = "while test ! -e gone; do sleep 0.1; done; echo $$ > ended-" + context;
            JobInfo _ = session.call(new JobRequest.Submit(ids.key(), Jobs.shell(command, context)), JobInfo.class);
        }
        world.platform().program().kill();
        create(box.work().resolve("gone"));
        await().until(() ->
                contexts.stream().allMatch(context -> Files.exists(box.work().resolve("ended-" + context))));

        world.platform().startAgain();

        assertThat(new Inbox(client).await(contexts.size(), Duration.ofSeconds(60)))
                .extracting(Event::context)
                .containsExactlyInAnyOrderElementsOf(contexts);
    }

    private static void type(ShellAttachment terminal, String text) throws IOException {
        terminal.input().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
