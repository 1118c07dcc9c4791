package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.hpcdaemon.testkit.Patience.await;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.platform.webhook.Destinations;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Wake-ups sent to receivers on real sockets: what they answer, and what follows. */
class WebhooksTest {
    @TempDir
    private Path home;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(ahead.get());
    private TestPlatform platform;
    private TestSocket daemon;
    private Receiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new Receiver();
        platform = new TestPlatform(home, Destinations.ANYWHERE, clock);
        daemon = platform.daemon("ann-daemon");
    }

    @AfterEach
    void stop() {
        platform.close();
        receiver.close();
    }

    @Test
    void a_wake_up_is_sent_signed_and_stays_in_the_inbox() throws Exception {
        JsonNode made = make("ann-agent");
        publish("e_00000001", "printed");
        await().until(() -> receiver.messages.size() == 1);

        Receiver.Message message = receiver.messages.getFirst();
        assertThat(message.header("webhook-id")).isEqualTo("e_00000001");
        assertThat(message.header("content-type")).isEqualTo("application/json");
        Webhook independent = new Webhook(made.path("secret").asString(""));
        assertThatCode(() -> independent.verify(
                        message.body(),
                        HttpHeaders.of(message.headers(), (_, _) -> true).map()))
                .doesNotThrowAnyException();
        JsonNode body = Json.tree(message.body());
        assertThat(body.path("type").asString("")).isEqualTo("job.finished");
        assertThat(body.path("data").path("context").asString("")).isEqualTo("my notes");
        assertThat(body.path("data").path("state").asString("")).isNotEmpty();
        assertThat(message.body()).as("what a job printed is no message").doesNotContain("Tail", "stdout", "printed");
        assertThat(platform.get("/hpc/events", "ann-agent").body()).contains("e_00000001");
        await().until(() -> state("ann-agent").path("lastOutcome").asString("").equals("HTTP 200"));

        String secret = Json.tree(
                        platform.post(path(made) + "/rotate", "ann-agent", "{}").body())
                .path("secret")
                .asString("");
        publish("e_00000002", "");
        await().until(() -> receiver.messages.size() == 2);
        Receiver.Message rotated = receiver.messages.get(1);
        for (String each : new String[] {secret, made.path("secret").asString("")}) {
            assertThatCode(() -> new Webhook(each)
                            .verify(
                                    rotated.body(),
                                    HttpHeaders.of(rotated.headers(), (_, _) -> true)
                                            .map()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_decision_is_sent_without_what_was_asked_and_said() throws Exception {
        make("ann-agent");
        assertThat(daemon.ask(new PlatformRequest.PublishEvent(
                        SampleEvent.decided("e_00000001", InMemoryAccounts.ANNS_AGENT))))
                .contains("\"result\"");
        await().until(() -> receiver.messages.size() == 1);

        assertThat(receiver.messages.getFirst().body())
                .isEqualTo(
                        "{\"type\":\"approval.decided\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"data\":{\"event\":\"e_00000001\","
                                + "\"seq\":1,\"daemon\":\"box\",\"approval\":\"p_11111111\",\"state\":\"ALLOWED\",\"method\":\"exec.run\","
                                + "\"until\":\"1970-01-02T01:00:00Z\"}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 429, 500, 503})
    void what_failed_is_sent_again_with_the_same_id_and_what_follows_waits_in_order(int status) throws Exception {
        receiver.status = status;
        make("ann-agent");
        publish("e_00000001", "");
        publish("e_00000002", "");
        await().until(() -> state("ann-agent").path("attempts").asInt(0) == 1);
        assertThat(state("ann-agent").path("state").asString("")).isEqualTo("failing");
        assertThat(state("ann-agent").path("lastOutcome").asString("")).isEqualTo("HTTP " + status);
        assertThat(receiver.messages).hasSize(1);
        receiver.status = 200;
        ahead.set(Duration.ofMinutes(1));
        await().until(() -> receiver.messages.size() == 3);
        assertThat(receiver.messages.stream().map(message -> message.header("webhook-id")))
                .containsExactly("e_00000001", "e_00000001", "e_00000002");
        await().until(() -> state("ann-agent").path("state").asString("").equals("active"));
    }

    @Test
    void a_receiver_that_asks_for_time_gets_it() throws Exception {
        receiver.status = 429;
        receiver.headers = Map.of("Retry-After", "3600");
        make("ann-agent");
        publish("e_00000001", "");
        await().until(() -> state("ann-agent").path("attempts").asInt(0) == 1);
        Instant next = Instant.parse(state("ann-agent").path("nextAt").asString(""));
        assertThat(next).isAfter(clock.instant().plus(Duration.ofMinutes(50)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Receiver.HANG, Receiver.ENDLESS})
    void a_receiver_that_never_ends_holds_up_no_other(int how) throws Exception {
        receiver.status = how;
        make("ann-agent");
        try (Receiver other = new Receiver()) {
            make("ann-other-agent", other);
            publish("e_00000001", "");
            await().until(() -> receiver.messages.size() == 1);
            assertThat(daemon.ask(new PlatformRequest.PublishEvent(
                            SampleEvent.of("e_00000009", "box", InMemoryAccounts.ANNS_OTHER_AGENT, ""))))
                    .contains("\"result\"");
            await().until(() -> other.messages.size() == 1);
        }
        String expected = how == Receiver.HANG ? "no answer" : "HTTP 200";
        await().until(() -> state("ann-agent").path("lastOutcome").asString("").startsWith(expected));
    }

    @Test
    void one_that_is_gone_is_given_up_and_a_test_that_succeeds_brings_it_back() throws Exception {
        receiver.status = 410;
        JsonNode made = make("ann-agent");
        publish("e_00000001", "");
        await().until(() -> state("ann-agent").path("state").asString("").equals("disabled"));
        assertThat(state("ann-agent").path("disabled").asString("")).contains("410 Gone", "/test");
        assertThat(Files.readString(home.resolve("audit.log"))).contains("webhook.disable");
        ahead.set(Duration.ofDays(1));
        publish("e_00000002", "");
        receiver.status = 200;
        assertThat(Json.tree(platform.post(path(made) + "/test", "ann-agent", "{}")
                                .body())
                        .path("state")
                        .asString(""))
                .isEqualTo("active");
        await().until(() -> receiver.messages.size() == 4);
        assertThat(receiver.messages.stream().map(Receiver.Message::type))
                .containsExactly("job.finished", "webhook.test", "job.finished", "job.finished");
    }

    @Test
    void a_message_that_is_refused_thrice_is_passed_over() throws Exception {
        receiver.status = 400;
        make("ann-agent");
        publish("e_00000001", "");
        await().until(() -> state("ann-agent").path("attempts").asInt(0) == 1);
        ahead.set(Duration.ofMinutes(10));
        await().until(() -> state("ann-agent").path("attempts").asInt(0) == 2);
        ahead.set(Duration.ofHours(2));
        await().until(() -> receiver.messages.size() == 3);
        receiver.status = 200;
        publish("e_00000002", "");
        await().until(() -> receiver.messages.size() == 4);
        assertThat(receiver.messages.getLast().header("webhook-id")).isEqualTo("e_00000002");
    }

    @Test
    void a_restart_loses_none_and_what_was_acknowledged_meanwhile_is_not_sent() throws Exception {
        receiver.status = 500;
        make("ann-agent");
        for (int i = 1; i <= 3; i++) {
            publish("e_0000000" + i, "");
        }
        await().until(() -> state("ann-agent").path("attempts").asInt(0) == 1);
        platform.close();
        receiver.status = 200;
        ahead.set(Duration.ofMinutes(1));
        platform = new TestPlatform(home, Destinations.ANYWHERE, clock);
        assertThat(platform.post("/hpc/events/ack", "ann-agent", "{\"ids\":[\"e_00000002\"]}")
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> receiver.messages.stream()
                .anyMatch(message -> message.header("webhook-id").equals("e_00000003")));
        assertThat(receiver.messages.stream()
                        .map(message -> message.header("webhook-id"))
                        .skip(1))
                .startsWith("e_00000001")
                .doesNotHaveDuplicates();
    }

    @Test
    void an_agents_webhooks_are_its_own_and_only_what_expects_them_becomes_one() throws Exception {
        JsonNode made = make("ann-agent");
        for (String other : new String[] {"ann-other-agent", "bob-agent"}) {
            assertThat(platform.get("/hpc/webhooks", other).body()).isEqualTo("{\"webhooks\":[]}");
            assertThat(platform.delete(path(made), other).statusCode()).isEqualTo(404);
            assertThat(platform.post(path(made) + "/test", other, "{}").statusCode())
                    .isEqualTo(404);
            assertThat(platform.post(path(made) + "/rotate", other, "{}").statusCode())
                    .isEqualTo(404);
        }
        receiver.expectsWebhooks = false;
        HttpResponse<String> refused = create("ann-agent", receiver);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("does not expect webhooks", "webhook.verification");
        assertThat(platform.delete(path(made), "ann-agent").statusCode()).isEqualTo(204);
        publish("e_00000001", "");
        assertThat(platform.get("/hpc/webhooks", "ann").body()).isEqualTo("{\"webhooks\":[]}");
    }

    @Test
    void a_platform_whose_host_did_not_let_it_sends_none() throws Exception {
        platform.close();
        platform = new TestPlatform(home);
        HttpResponse<String> refused = create("ann-agent", receiver);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("--webhooks public");
    }

    private HttpResponse<String> create(String key, Receiver at) throws Exception {
        return platform.post("/hpc/webhooks", key, "{\"url\":\"" + at.url() + "\"}");
    }

    private JsonNode make(String key) throws Exception {
        return make(key, receiver);
    }

    private JsonNode make(String key, Receiver at) throws Exception {
        HttpResponse<String> made = create(key, at);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.tree(made.body());
    }

    private static String path(JsonNode made) {
        return "/hpc/webhooks/" + made.path("id").asString("");
    }

    private JsonNode state(String key) throws Exception {
        return Json.tree(platform.get("/hpc/webhooks", key).body())
                .path("webhooks")
                .path(0);
    }

    private void publish(String id, String printed) throws InterruptedException {
        assertThat(daemon.ask(new PlatformRequest.PublishEvent(
                        SampleEvent.of(id, "box", InMemoryAccounts.ANNS_AGENT, printed))))
                .contains("\"result\"");
    }
}
