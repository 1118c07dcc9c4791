package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ApprovalRequest;
import org.hpcdaemon.protocol.message.BudgetGet;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Daemons by HTTP: what reaches them, what comes back, and what the description says of both. */
class RestTest extends RestRig {
    @Test
    void every_route_to_a_daemon_asks_what_it_says_and_answers_as_it_is_described() throws Exception {
        daemon.answers = RestRig::answer;
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
        asks(ApprovalRequest.List.class, 200, send("GET", BOX + "/approvals?decided=true", ""));
        asks(BudgetGet.class, 200, send("GET", BOX + "/budgets", ""));
        asks(
                RecordingRequest.List.class,
                200,
                send(
                        "GET",
                        BOX + "/recordings?agent=user&kind=shell&since=2026-07-01T00:00:00Z&limit=5&after=r_0123abcd",
                        ""));
        asks(RecordingRequest.Read.class, 200, send("GET", BOX + "/recordings/r_0123abcd?from=4&max=10", ""));
        asks(ApprovalRequest.Get.class, 200, send("GET", BOX + "/approvals/p_0123abcd", ""));
        asks(
                ApprovalRequest.Decide.class,
                200,
                send(
                        "POST",
                        BOX + "/approvals/p_0123abcd/decision",
                        "{\"allow\":true,\"note\":\"once\",\"approver\":\"ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\","
                                + "\"signature\":\"c2lnbmF0dXJl\"}"));

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
                "/",
                "/hpc/health",
                "/hpc/openapi.json",
                "/hpc/whoami",
                "/hpc/daemons",
                "/hpc/events",
                "/auth/api-keys")) {
            described.check("GET", path, platform.get(path, "ann"));
            described.check("GET", path, platform.get(path, "ann-daemon"));
        }
        for (Map.Entry<String, String> sent : Map.of(
                        "/otp/signin", "{\"email\":\"ann@example.org\"}",
                        "/auth/otp/signin/verify", "{\"token\":\"t\",\"otp\":\"123456\"}",
                        "/auth/session", "{\"token\":\"t\",\"otp\":\"123456\",\"browser\":\"Firefox\"}",
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
        daemon.answers = RestRig::answer;
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
    void a_shell_in_a_job_names_that() throws Exception {
        daemon.answers = _ -> RestRig.golden("shell.open.job", ShellInfo.class);
        HttpResponse<String> opened = openInAJob();

        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(opened.body()).contains("\"node\":\"gpu-07\"");
        assertThat(daemon.last())
                .isEqualTo(ShellRequest.Open.of(new IdempotencyKey("look-2"))
                        .withJob(new JobId("j_8k2m4q6s8u0w"), 3, "gpu-07"));
    }

    @Test
    void a_shell_that_an_older_daemon_opens_on_its_own_machine_is_closed() throws Exception {
        daemon.answers = RestRig::answer;
        assertThat(openInAJob().body()).contains("older version, which opens no shell in a job");
        assertThat(daemon.last()).isEqualTo(new ShellRequest.Close(new ShellId("s_0123abcd")));
    }

    private HttpResponse<String> openInAJob() throws Exception {
        return send(
                "POST",
                BOX + "/shells",
                "{\"job\":\"j_8k2m4q6s8u0w\",\"element\":3,\"node\":\"gpu-07\"}",
                "Idempotency-Key",
                "\"look-2\"");
    }

    @Test
    void a_command_in_a_job_names_that() throws Exception {
        daemon.answers = RestRig::answer;
        send(
                "POST",
                BOX + "/exec?wait=5",
                "{\"argv\":[\"nvidia-smi\"],\"job\":\"j_8k2m4q6s8u0w\",\"element\":3,\"node\":\"gpu-07\"}",
                "Idempotency-Key",
                "\"look-1\"");

        assertThat(daemon.last())
                .isEqualTo(ExecRequest.Run.of(new IdempotencyKey("look-1"), List.of("nvidia-smi"))
                        .withJob(new JobId("j_8k2m4q6s8u0w"), 3, "gpu-07"));
    }

    @Test
    void a_command_that_takes_longer_is_answered_with_its_key_and_asked_for_again() throws Exception {
        daemon.answers = AnsweringDaemon::running;
        HttpResponse<String> begun = send("POST", BOX + "/exec", "{\"command\":\"make\"}", "Idempotency-Key", "k");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.body()).isEqualTo("{\"key\":\"k\",\"state\":\"RUNNING\"}");
        described.check("POST", BOX + "/exec", begun);
        daemon.answers = RestRig::answer;
        daemon.answer(daemon.asked.getFirst(), RESULT);

        HttpResponse<String> again =
                send("POST", BOX + "/exec?wait=60", "{\"command\":\"make\"}", "Idempotency-Key", "k");
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void a_command_is_called_running_once_the_daemon_has_begun_it() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        daemon.answers = request -> {
            if (request instanceof ExecRequest.Status(IdempotencyKey key, Integer _) && looks.incrementAndGet() < 3) {
                throw HpcException.notFound("command", key);
            }
            return AnsweringDaemon.running(request);
        };

        assertThat(send("POST", BOX + "/exec", "{\"command\":\"make\"}").statusCode())
                .isEqualTo(202);

        assertThat(looks).hasValue(3);
    }

    @Test
    void one_that_is_refused_is_told_so_also_if_nobody_waits_for_its_end() throws Exception {
        daemon.answers = request -> {
            if (request instanceof ExecRequest.Status(IdempotencyKey key, Integer _)) {
                daemon.refuse(daemon.asked.getFirst(), new HpcException(ErrorCode.NO_PROGRAM, "no program make"));
                throw HpcException.notFound("command", key);
            }
            return AnsweringDaemon.LATER;
        };

        HttpResponse<String> refused = send("POST", BOX + "/exec", "{\"argv\":[\"make\"]}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("no program make");
    }

    @Test
    void a_call_that_is_cut_and_sent_again_has_its_effect_once() throws Exception {
        daemon.answers = AnsweringDaemon::running;
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
                TestPlatform.later(() -> send("POST", BOX + "/exec?wait=60", body, "Idempotency-Key", "k"));
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

    private void asks(@Nullable Class<?> request, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (request != null) {
            assertThat(daemon.last()).isInstanceOf(request);
        }
    }
}
