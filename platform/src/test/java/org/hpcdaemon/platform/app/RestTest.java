package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.Bytes;
import org.hpcdaemon.protocol.message.Captured;
import org.hpcdaemon.protocol.message.ClusterInfo;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecInfo;
import org.hpcdaemon.protocol.message.ExecList;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.ExecState;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.LogChunk;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellList;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons by HTTP: what reaches them, what comes back, and what the description says of both. */
class RestTest {
    private static final String BOX = "/hpc/daemons/box";
    private static final String JOB = BOX + "/jobs/j_0123abcd";
    private static final String SHELL = BOX + "/shells/s_0123abcd";
    private static final Captured TEXT = new Captured("hi\n", 0, "", false);
    private static final ExecResult RESULT = new ExecResult(0, null, false, false, 5, TEXT, TEXT, "enforced");
    private static final LogChunk CHUNK = new LogChunk(10, Bytes.utf8("loss=0.1\n"), 19, true);

    @TempDir
    private Path home;

    private TestPlatform platform;
    private AnsweringDaemon daemon;
    private Described described;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
        daemon = new AnsweringDaemon(platform.daemon("ann-daemon"));
        described = new Described(platform.get("/hpc/openapi.json", "").body());
    }

    @AfterEach
    void stop() {
        daemon.close();
        platform.close();
    }

    @Test
    void every_route_to_a_daemon_asks_what_it_says_and_answers_as_it_is_described() throws Exception {
        daemon.answers = RestTest::answer;
        asks(DaemonInfoGet.class, 200, send("GET", BOX + "/info", ""));
        asks(null, 200, send("GET", BOX + "/cluster", ""));
        asks(ExecRequest.Run.class, 200, send("POST", BOX + "/exec?wait=5", "{\"command\":\"echo hi\"}"));
        asks(ExecRequest.Listing.class, 200, send("GET", BOX + "/runs?active=true&limit=5&after=k", ""));
        asks(ExecRequest.Status.class, 200, send("GET", BOX + "/runs/k?wait=1", ""));
        asks(ExecRequest.Output.class, 200, send("GET", BOX + "/runs/k/output?stream=stderr&from=10&max=9", ""));
        asks(ExecRequest.Cancel.class, 204, send("POST", BOX + "/runs/k/cancel", ""));
        asks(JobRequest.Submit.class, 201, send("POST", BOX + "/jobs", "{\"argv\":[\"true\"],\"cpus\":2}"));
        asks(JobRequest.List.class, 200, send("GET", BOX + "/jobs?after=j_0123abcd", ""));
        asks(JobRequest.Status.class, 200, send("GET", JOB + "?wait=5&element=3", ""));
        asks(JobRequest.Elements.class, 200, send("GET", JOB + "/elements?from=2&limit=5", ""));
        asks(JobRequest.Logs.class, 200, send("GET", JOB + "/logs?from=4&wait=2", ""));
        asks(JobRequest.Cancel.class, 200, send("POST", JOB + "/cancel?element=1", ""));
        asks(JobRequest.Remove.class, 204, send("DELETE", JOB, ""));
        asks(ShellRequest.Open.class, 201, send("POST", BOX + "/shells", "{\"name\":\"work\"}"));
        asks(ShellRequest.List.class, 200, send("GET", BOX + "/shells", ""));
        asks(ShellRequest.Run.class, 200, send("POST", SHELL + "/run", "{\"command\":\"cd /tmp\"}"));
        asks(ShellRequest.Write.class, 204, send("POST", SHELL + "/input", "ls\n"));
        asks(ShellRequest.Output.class, 200, send("GET", SHELL + "/output?wait=1", ""));
        asks(ShellRequest.Resize.class, 204, send("POST", SHELL + "/resize", "{\"rows\":40,\"cols\":80}"));
        asks(ShellRequest.Signal.class, 204, send("POST", SHELL + "/signal", "{\"signal\":\"INT\"}"));
        asks(ShellRequest.Close.class, 204, send("DELETE", SHELL, ""));

        assertThat(described
                        .document()
                        .path("paths")
                        .propertyStream()
                        .filter(path -> path.getKey().startsWith("/hpc/daemons/{daemon}"))
                        .flatMap(path -> path.getValue()
                                .propertyStream()
                                .map(method -> method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())))
                .as("each route was asked here")
                .containsExactlyInAnyOrderElementsOf(described.seen);
    }

    @Test
    void the_other_routes_answer_as_they_are_described() throws Exception {
        for (String path : List.of(
                "/hpc/health", "/hpc/openapi.json", "/hpc/whoami", "/hpc/daemons", "/hpc/events", "/auth/api-keys")) {
            described.check("GET", path, platform.get(path, "ann"));
            described.check("GET", path, platform.get(path, "ann-daemon"));
        }
        for (Map.Entry<String, String> sent : Map.of(
                        "/otp/signin", "{\"email\":\"ann@example.org\"}",
                        "/auth/otp/signin/verify", "{\"token\":\"t\",\"otp\":\"123456\"}",
                        "/auth/refresh", "{\"refresh_token\":\"r\"}",
                        "/auth/api-keys", "{\"kind\":\"agent\",\"name\":\"worker\"}",
                        "/hpc/events/ack", "{\"ids\":[\"e_0123abcd\"]}")
                .entrySet()) {
            described.check("POST", sent.getKey(), platform.post(sent.getKey(), "ann", sent.getValue()));
        }
        described.check("DELETE", "/auth/api-keys/k_1", platform.delete("/auth/api-keys/k_1", "ann"));
    }

    @Test
    void a_command_is_run_as_it_was_asked_for_and_answered_with_its_output() throws Exception {
        daemon.answers = RestTest::answer;
        HttpResponse<String> answer = send(
                "POST",
                BOX + "/exec?wait=5",
                "{\"argv\":[\"wc\",\"-c\"],\"cwd\":\"/scratch\",\"env\":{\"A\":\"b\"},\"stdin\":\"aGk=\",\"timeoutMs\":60000}",
                "Idempotency-Key",
                "\"build-7\"");

        assertThat(daemon.last())
                .isEqualTo(new ExecRequest.Run(
                        new IdempotencyKey("build-7"),
                        List.of("wc", "-c"),
                        null,
                        "/scratch",
                        Map.of("A", "b"),
                        Bytes.utf8("hi"),
                        60_000L,
                        null));
        assertThat(answer.headers().firstValue("Idempotency-Key")).contains("build-7");
        assertThat(Json.tree(answer.body()).path("stdout").path("head").stringValue())
                .isEqualTo("hi\n");
        assertThat(Json.tree(answer.body()).path("state").stringValue()).isEqualTo("ENDED");
    }

    @Test
    void a_command_that_takes_longer_is_answered_with_its_key_and_asked_for_again() throws Exception {
        HttpResponse<String> begun = send("POST", BOX + "/exec", "{\"command\":\"make\"}", "Idempotency-Key", "k");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.body()).isEqualTo("{\"key\":\"k\",\"state\":\"RUNNING\"}");
        described.check("POST", BOX + "/exec", begun);
        await().until(() -> daemon.asked.size() == 1);
        daemon.answer(daemon.asked.getFirst(), RESULT);

        HttpResponse<String> again =
                send("POST", BOX + "/exec?wait=60", "{\"command\":\"make\"}", "Idempotency-Key", "k");
        assertThat(again.statusCode()).isIn(200, 202);
    }

    @Test
    void a_call_that_is_cut_and_sent_again_has_its_effect_once() throws Exception {
        String body = "{\"command\":\"make\"}";
        try (Socket cut = platform.rawConnection()) {
            cut.getOutputStream()
                    .write(("POST " + BOX + "/exec?wait=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann-agent\r\n"
                                    + "Content-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> daemon.asked.size() == 1);
        }
        CompletableFuture<HttpResponse<String>> again =
                later(() -> send("POST", BOX + "/exec?wait=60", body, "Idempotency-Key", "k"));
        // Another call of the same session: by its arrival the second one, sent before, had its chance to arrive.
        assertThat(send("POST", BOX + "/exec", "{\"command\":\"other\"}").statusCode())
                .isEqualTo(202);
        await().until(() -> daemon.asked.size() >= 2);
        daemon.answer(daemon.asked.getFirst(), RESULT);

        assertThat(again.join().statusCode()).isEqualTo(200);
        assertThat(daemon.asked.stream()
                        .filter(asked -> asked.request() instanceof ExecRequest.Run run
                                && run.key().value().equals("k"))
                        .map(AnsweringDaemon.Asked::request)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void what_is_not_there_is_refused_by_name_with_what_was_meant() throws Exception {
        for (String[] wrong : new String[][] {
            {"/exec", "{\"command\":\"x\",\"timeout\":5}", "no field \"timeout\" in the body", "use \"timeoutMs\""},
            {"/exec", "{\"command\":\"x\",\"key\":\"k\"}", "no field \"key\" in the body", "its fields are argv,"},
            {"/jobs", "{\"argv\":[\"x\"],\"time\":5}", "no field \"time\"", "use \"timeLimitSeconds\""},
            {"/shells", "{\"size\":5}", "no field \"size\"", "rows"},
            {"/exec?waits=5", "{\"command\":\"x\"}", "no parameter \"waits\"", "this path takes wait"},
            {"/exec?wait=61", "{\"command\":\"x\"}", "parameter \"wait\"", "from 0 to 60"},
            {"/exec", "{}", "argv", "command"},
            {"/exec", "[]", "the body must be an object", "object"}
        }) {
            HttpResponse<String> answer = send("POST", BOX + wrong[0], wrong[1]);
            described.check("POST", BOX + wrong[0], answer);
            assertThat(answer.statusCode()).as(wrong[1]).isEqualTo(400);
            assertThat(Json.tree(answer.body()).path("error").path("message").stringValue())
                    .contains(wrong[2], wrong[3]);
            assertThat(Json.tree(answer.body()).path("error").path("advice").stringValue())
                    .isEqualTo("fix_input");
        }
        HttpResponse<String> badKey =
                send("POST", BOX + "/exec", "{\"command\":\"x\"}", "Idempotency-Key", "not a key");
        assertThat(badKey.body()).contains("header Idempotency-Key is not an idempotency key");
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void a_daemons_errors_come_with_their_status_and_what_to_do() throws Exception {
        for (ErrorCode code : List.of(
                ErrorCode.NOT_FOUND,
                ErrorCode.BUSY,
                ErrorCode.KEY_REUSED,
                ErrorCode.METHOD_NOT_FOUND,
                ErrorCode.ENDED)) {
            daemon.answers = _ -> {
                throw new HpcException(code, "the daemon's words");
            };
            HttpResponse<String> answer = send("GET", BOX + "/info", "");
            described.check("GET", BOX + "/info", answer);
            assertThat(answer.statusCode())
                    .isEqualTo(
                            switch (code) {
                                case NOT_FOUND -> 404;
                                case BUSY -> 429;
                                case KEY_REUSED -> 409;
                                case METHOD_NOT_FOUND -> 501;
                                default -> 410;
                            });
            assertThat(answer.body()).contains("\"code\":\"" + code.wireName() + "\"", "the daemon's words");
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(code == ErrorCode.BUSY);
        }
        daemon.close();
        await().untilAsserted(() -> {
            HttpResponse<String> offline = send("GET", BOX + "/info", "");
            assertThat(offline.statusCode()).isEqualTo(503);
            assertThat(offline.headers().firstValue("Retry-After")).isPresent();
            assertThat(offline.body()).contains("daemon_offline", "hpc-daemon start", "\"advice\":\"retry\"");
        });
    }

    @Test
    void another_users_daemon_is_answered_like_one_that_does_not_exist() throws Exception {
        for (String[] request : new String[][] {
            {"GET", "/info", ""},
            {"POST", "/exec", "{\"command\":\"x\"}"},
            {"POST", "/jobs", "{\"argv\":[\"x\"]}"},
            {"GET", "/runs/k", ""},
            {"DELETE", "/shells/s_0123abcd", ""}
        }) {
            HttpResponse<String> known = as("bob-agent", request[0], BOX + request[1], request[2]);
            HttpResponse<String> unknown = as("bob-agent", request[0], "/hpc/daemons/nobox" + request[1], request[2]);
            assertThat(known.statusCode()).isEqualTo(404).isEqualTo(unknown.statusCode());
            assertThat(known.body()).isEqualTo(unknown.body().replace("nobox", "box"));
            assertThat(as("ann-daemon", request[0], BOX + request[1], request[2])
                            .statusCode())
                    .as("a daemon's key calls no daemons")
                    .isEqualTo(403);
            assertThat(as("", request[0], BOX + request[1], request[2]).statusCode())
                    .isEqualTo(401);
        }
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void pieces_of_output_say_where_they_stand() throws Exception {
        daemon.answers = _ -> CHUNK;
        HttpResponse<String> piece = send("GET", JOB + "/logs?from=4", "");
        assertThat(piece.body()).isEqualTo("loss=0.1\n");
        assertThat(Stream.of("Hpc-Offset", "Hpc-Next", "Hpc-Size", "Hpc-Gap", "Hpc-End")
                        .map(name -> piece.headers().firstValue(name).orElse("none")))
                .containsExactly("10", "19", "19", "4-10", "true");

        daemon.answers = _ -> new LogChunk(4, Bytes.utf8("x"), 19, false);
        HttpResponse<String> middle = send("GET", JOB + "/logs?from=4", "");
        assertThat(middle.headers().map()).doesNotContainKeys("hpc-gap", "hpc-end");
    }

    @Test
    void large_bodies_are_taken_where_scripts_are_and_nowhere_else() throws Exception {
        daemon.answers = RestTest::answer;
        String script = "#".repeat(200_000);
        assertThat(send("POST", BOX + "/jobs", "{\"script\":\"" + script + "\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("POST", BOX + "/shells", "{\"name\":\"" + script + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("POST", BOX + "/exec", "{\"command\":\"" + "#".repeat(1_100_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void a_revoked_key_ends_what_waits() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                later(() -> send("POST", BOX + "/exec?wait=60", "{\"command\":\"make\"}"));
        await().until(() -> daemon.asked.size() == 1);
        assertThat(platform.delete("/auth/api-keys/ann-agent", "ann").statusCode())
                .isEqualTo(204);
        assertThat(waiting.join().statusCode()).isEqualTo(401);
    }

    private void asks(@Nullable Class<?> request, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (request != null) {
            assertThat(daemon.last()).isInstanceOf(request);
        }
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = platform.request(path, "ann-agent")
                .timeout(Duration.ofMinutes(2))
                .method(method, BodyPublishers.ofString(body));
        if (body.startsWith("{") || body.startsWith("[")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = platform.send(request);
        if (headers.length == 0) {
            described.check(method, path, answer);
        }
        return answer;
    }

    private HttpResponse<String> as(String key, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = platform.request(path, key).method(method, BodyPublishers.ofString(body));
        return platform.send(request.header("Content-Type", "application/json"));
    }

    private interface Asking {
        HttpResponse<String> ask() throws Exception;
    }

    private static CompletableFuture<HttpResponse<String>> later(Asking asking) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return asking.ask();
            } catch (IOException e) {
                throw new CompletionException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Object answer(AnyRequest request) {
        Method method = Method.of(request);
        Class<?> type = method.answer();
        Instant then = Instant.parse("2026-07-01T12:00:00Z");
        ExecInfo command =
                new ExecInfo(new IdempotencyKey("k"), "make", ExecState.ENDED, then, then, RESULT, null, 3L, 0L);
        ShellInfo shell =
                new ShellInfo(new ShellId("s_0123abcd"), "work", null, then, 24, 80, 0, 10, 0, false, "enforced");
        if (type == ExecResult.class) {
            return RESULT;
        } else if (type == ExecInfo.class) {
            return command;
        } else if (type == ExecList.class) {
            return new ExecList(List.of(command), true);
        } else if (type == LogChunk.class) {
            return CHUNK;
        } else if (type == JobInfo.class) {
            return golden("job.status", JobInfo.class);
        } else if (type == JobList.class) {
            return new JobList(List.of(golden("job.status", JobInfo.class)), true);
        } else if (type == ShellInfo.class) {
            return shell;
        } else if (type == ShellList.class) {
            return new ShellList(List.of(shell));
        } else if (type == ShellRunResult.class) {
            return new ShellRunResult(0, "/tmp", false, false, TEXT, 0, 3, 5, "enforced");
        } else if (type == DaemonInfo.class) {
            return golden("daemon.info", DaemonInfo.class);
        } else if (type == ClusterInfo.class) {
            return golden("cluster.info", ClusterInfo.class);
        }
        return new Done();
    }

    /** The protocol's own example. */
    private static <A> A golden(String name, Class<A> type) {
        Path golden = Path.of("../protocol/src/test/resources/org/hpcdaemon/protocol/golden/answer/" + name + ".json");
        try {
            return Json.convert(Json.tree(Files.readString(golden)).path("result"), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
