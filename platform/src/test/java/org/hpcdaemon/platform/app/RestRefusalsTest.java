package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;

/** Daemons by HTTP: what is refused, with which status, and what its reader is told to do. */
class RestRefusalsTest extends RestRig {
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
    void large_bodies_are_taken_where_scripts_are_and_nowhere_else() throws Exception {
        daemon.answers = RestRig::answer;
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
                TestPlatform.later(() -> send("POST", BOX + "/exec?wait=60", "{\"command\":\"make\"}"));
        await().until(() -> daemon.asked.size() == 1);
        assertThat(platform.delete("/auth/api-keys/ann-agent", "ann").statusCode())
                .isEqualTo(204);
        assertThat(waiting.join().statusCode()).isEqualTo(401);
    }
}
