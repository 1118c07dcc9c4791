package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** By REST an agent reaches what it reaches by WebSocket and no more; and what it asks is done once, whatever restarts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestOwnershipTest {
    private final RandomIds ids = RandomIds.secure();
    private final HttpClient http = HttpClient.newHttpClient();
    private World world;
    private Path folder;
    private String owner;
    private DaemonSession session;

    private record Said(int status, String body) {}

    @BeforeAll
    void start(@TempDir Path temporary) {
        world = World.start(RestOwnershipTest.class, temporary);
        folder = world.box().work(); // Of what is elsewhere, commands see no more than they are allowed.
        owner = world.platform().agentKey(World.ADA, "owner");
        session = world.client(owner).connect(new DaemonId("box"));
    }

    @AfterAll
    void stop() throws IOException {
        session.close();
        world.close();
    }

    @Test
    void anotherAgentOfTheSameUserIsToldOfNothing() throws Exception {
        RemoteShell shell = session.openShell();
        RemoteJob job = session.submit(Jobs.shell("while test ! -e " + folder + "/over; do sleep 0.1; done", "mine"));
        await().until(() -> job.info().state() == JobState.RUNNING);
        IdempotencyKey run = ids.key();
        var result =
                session.start(ExecRequest.Run.ofLine(run, "while test ! -e " + folder + "/over; do sleep 0.1; done"));
        await().until(() -> ask(owner, "GET", "/runs/" + run, "").status() == 200);
        String colleague = world.platform().agentKey(World.ADA, "colleague");

        List<Said> answers = answers(colleague, shell.id(), job.id(), run);
        assertThat(answers).isEqualTo(answers(colleague, ids.shell(), ids.job(), ids.key()));
        assertThat(answers).allMatch(said -> said.status() == 404 && said.body().contains("\"code\":\"not_found\""));
        assertThat(ask(colleague, "POST", "/runs/" + run + "/cancel", "").status())
                .as("names a command of its own, which is over already")
                .isEqualTo(204);
        assertThat(ask(colleague, "GET", "/shells", "").body()).isEqualTo("{\"shells\":[]}");
        assertThat(ask(colleague, "GET", "/jobs", "").body()).startsWith("{\"jobs\":[]");
        assertThat(ask(colleague, "GET", "/runs", "").body()).startsWith("{\"commands\":[]");

        assertThat(ask(owner, "GET", "/shells", "").body()).contains(shell.id().value());
        assertThat(ask(owner, "GET", "/jobs/" + job.id(), "").body()).contains("RUNNING");
        assertThat(ask(owner, "GET", "/runs/" + run, "").body()).contains("RUNNING");
        Files.createFile(folder.resolve("over"));
        assertThat(result.join().exitCode()).isZero();
    }

    @Test
    void anotherUserIsToldOfNoDaemon() throws Exception {
        String stranger = world.platform().agentKey(World.BOB, "stranger");
        for (String[] request : new String[][] {
            {"GET", "/info", ""},
            {"GET", "/cluster", ""},
            {"GET", "/budgets", ""},
            {"GET", "/recordings", ""},
            {"POST", "/exec", "{\"command\":\"true\"}"},
            {"GET", "/runs", ""}
        }) {
            Said box = send(stranger, request[0], "/hpc/daemons/box" + request[1], request[2]);
            Said none = send(stranger, request[0], "/hpc/daemons/nobox" + request[1], request[2]);
            assertThat(box.status()).isEqualTo(404);
            assertThat(box.body()).isEqualTo(none.body().replace("nobox", "box"));
        }
    }

    @Test
    void aPlatformThatIsKilledInTheMiddleOfACallRunsTheCommandOnce() throws Exception {
        Path runs = folder.resolve("runs");
        String body = "{\"command\":\"echo run >>" + runs + "; while test ! -e " + folder
                + "/go; do sleep 0.1; done; cat " + runs + "\"}";
        CompletableFuture<Said> cut = CompletableFuture.supplyAsync(() -> exec(body));
        await().until(() -> Files.exists(runs));
        world.platform().program().kill();
        assertThat(cut.handle((said, failure) -> failure != null || said.status() != 200)
                        .join())
                .isTrue();
        world.platform().startAgain();
        Files.createFile(folder.resolve("go"));

        await().untilAsserted(() -> {
            Said again = exec(body);
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.body()).contains("\"head\":\"run\\n\"", "\"exitCode\":0");
        });
        assertThat(Files.readString(runs)).isEqualTo("run\n");
    }

    private Said exec(String body) {
        try {
            HttpResponse<String> answer = http.send(
                    request(owner, "POST", "/hpc/daemons/box/exec?wait=60", body)
                            .header("Idempotency-Key", "once")
                            .build(),
                    BodyHandlers.ofString());
            return new Said(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answers about another user's things, with their ids masked. */
    private List<Said> answers(String key, Object shell, Object job, Object run) {
        return List.of(
                        new String[] {"GET", "/runs/" + run, ""},
                        new String[] {"GET", "/runs/" + run + "/output", ""},
                        new String[] {"GET", "/jobs/" + job, ""},
                        new String[] {"GET", "/jobs/" + job + "?wait=1", ""},
                        new String[] {"GET", "/jobs/" + job + "/elements", ""},
                        new String[] {"GET", "/jobs/" + job + "/logs", ""},
                        new String[] {"POST", "/jobs/" + job + "/cancel", ""},
                        new String[] {"DELETE", "/jobs/" + job, ""},
                        new String[] {"POST", "/shells/" + shell + "/run", "{\"command\":\"touch was-here\"}"},
                        new String[] {"POST", "/shells/" + shell + "/input", "touch was-here\n"},
                        new String[] {"GET", "/shells/" + shell + "/output", ""},
                        new String[] {"POST", "/shells/" + shell + "/resize", "{\"rows\":9,\"cols\":9}"},
                        new String[] {"POST", "/shells/" + shell + "/signal", "{\"signal\":\"KILL\"}"},
                        new String[] {"DELETE", "/shells/" + shell, ""})
                .stream()
                .map(asked -> {
                    try {
                        Said said = ask(key, asked[0], asked[1], asked[2]);
                        String body = said.body()
                                .replace(shell.toString(), "ID")
                                .replace(job.toString(), "ID")
                                .replace(run.toString(), "ID");
                        return new Said(said.status(), body);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private Said ask(String key, String method, String below, String body) throws Exception {
        return send(key, method, "/hpc/daemons/box" + below, body);
    }

    private Said send(String key, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(request(key, method, path, body).build(), BodyHandlers.ofString());
        return new Said(answer.statusCode(), answer.body());
    }

    private HttpRequest.Builder request(String key, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(world.platform().url() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
    }
}
