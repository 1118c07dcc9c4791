package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EventsTest {
    private static final String EMPTY = "{\"events\":[],\"next\":0}";

    @TempDir
    Path home;

    private TestPlatform platform;
    private TestSocket daemon;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
        daemon = platform.daemon("ann-daemon");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void an_event_waits_for_its_agent_until_that_acknowledges_it() throws Exception {
        assertThat(publish("e_11111111", InMemoryAccounts.ANNS_AGENT)).contains("\"result\"");
        assertThat(publish("e_11111111", InMemoryAccounts.ANNS_AGENT)).contains("\"result\"");
        String events = platform.get("/hpc/events", "ann-agent").body();
        assertThat(events)
                .startsWith("{\"events\":[{\"seq\":1,\"event\":{\"id\":\"e_11111111\",")
                .contains("\"context\":\"my notes\"")
                .endsWith("],\"next\":1}");
        assertThat(platform.get("/hpc/events?after=1", "ann-agent").body()).isEqualTo("{\"events\":[],\"next\":1}");

        assertThat(ack("ann-agent")).isEqualTo("{\"acknowledged\":1}");
        assertThat(ack("ann-agent")).isEqualTo("{\"acknowledged\":0}");
        assertThat(platform.get("/hpc/events", "ann-agent").body()).isEqualTo(EMPTY);
        assertThat(publish("e_11111111", InMemoryAccounts.ANNS_AGENT)).contains("\"result\"");
        assertThat(platform.get("/hpc/events", "ann-agent").body()).isEqualTo(EMPTY);
    }

    @Test
    void only_its_agent_and_the_account_owner_see_and_acknowledge_an_event() throws Exception {
        publish("e_11111111", InMemoryAccounts.ANNS_AGENT);
        publish("e_22222222", null);
        for (String stranger : List.of("ann-other-agent", "bob-agent", "bob")) {
            assertThat(platform.get("/hpc/events", stranger).body()).isEqualTo(EMPTY);
            assertThat(ack(stranger)).isEqualTo("{\"acknowledged\":0}");
        }
        assertThat(platform.get("/hpc/events", "ann-agent").body())
                .contains("e_11111111")
                .doesNotContain("e_22222222");
        assertThat(platform.get("/hpc/events", "ann").body()).contains("e_11111111", "e_22222222");
        assertThat(platform.get("/hpc/events?limit=1", "ann").body())
                .contains("e_11111111")
                .doesNotContain("e_22222222");
    }

    @Test
    void an_agent_that_waits_is_woken_and_a_connected_one_is_notified() throws Exception {
        TestSocket agent = platform.agent("box", "ann-agent");
        TestSocket other = platform.agent("box", "ann-other-agent");
        daemon.nextFrame();
        daemon.nextFrame();
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return platform.get("/hpc/events?wait=60", "ann-agent").body();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        publish("e_11111111", InMemoryAccounts.ANNS_AGENT);
        assertThat(waiting.get()).contains("e_11111111");
        assertThat(agent.nextText())
                .startsWith("{\"jsonrpc\":\"2.0\",\"method\":\"event.new\"")
                .contains("e_11111111");
        publish("e_22222222", InMemoryAccounts.ANNS_OTHER_AGENT);
        assertThat(other.nextText()).contains("e_22222222");
    }

    @Test
    void an_event_of_another_daemon_or_over_the_limit_is_refused() throws Exception {
        assertThat(publish("e_11111111", InMemoryAccounts.BOBS_AGENT)).contains("invalid_params");
        assertThat(publish(SampleEvent.of("e_11111111", "other", null, ""))).contains("invalid_params");
        assertThat(publish(SampleEvent.of("e_11111111", "box", null, "x".repeat(Limits.EVENT_BYTES))))
                .contains("too_large");
        assertThat(platform.get("/hpc/events", "ann").body()).isEqualTo(EMPTY);
    }

    @Test
    void a_page_of_large_events_is_cut_short_and_goes_on_at_next() throws Exception {
        for (int i = 1; i <= 6; i++) {
            publish(SampleEvent.of("e_1111111" + i, "box", null, "x".repeat(60 << 10)));
        }
        String first = platform.get("/hpc/events", "ann").body();
        assertThat(first).endsWith("\"next\":4}");
        assertThat(platform.get("/hpc/events?after=4", "ann").body())
                .contains("e_11111115", "e_11111116")
                .endsWith("\"next\":6}");
    }

    @Test
    void two_hundred_large_pages_at_once_are_answered_or_told_to_wait_and_give_their_shares_back() throws Exception {
        for (int i = 1; i <= 5; i++) {
            publish(SampleEvent.of("e_1111111" + i, "box", InMemoryAccounts.ANNS_AGENT, "x".repeat(60 << 10)));
        }
        List<CompletableFuture<Integer>> pages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pages.add(CompletableFuture.supplyAsync(() -> status("/hpc/events?limit=1000", "ann-agent")));
        }
        assertThat(platform.get("/hpc/events", "bob").statusCode()).isEqualTo(200);
        for (CompletableFuture<Integer> page : pages) {
            assertThat(page.get()).isIn(200, 429);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(status("/hpc/events?limit=1", "ann-agent")).isEqualTo(200);
        }
    }

    private int status(String path, String key) {
        try {
            return platform.get(path, key).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** An older client takes each of {@code events} for the end of a job, and does not read an answer in which one is not. */
    @Test
    void what_is_about_approvals_comes_apart_and_is_acknowledged_alike() throws Exception {
        publish("e_11111110", InMemoryAccounts.ANNS_AGENT);
        publish(SampleEvent.decided("e_11111111", InMemoryAccounts.ANNS_AGENT));
        publish("e_11111112", InMemoryAccounts.ANNS_AGENT);

        JsonNode page = Json.tree(platform.get("/hpc/events", "ann-agent").body());

        assertThat(page.path("events").findValuesAsString("seq")).containsExactly("1", "3");
        assertThat(page.path("events").findParents("job")).hasSize(2);
        JsonNode told = page.path("approvals").path(0);
        assertThat(told.path("seq").asInt(0)).isEqualTo(2);
        assertThat(told.path("event").path("type").asString("")).isEqualTo("approval.decided");
        assertThat(told.path("event").path("approval").path("state").asString(""))
                .isEqualTo("ALLOWED");
        assertThat(told.path("event").path("approval").path("note").asString(""))
                .isEqualTo("not before noon");
        assertThat(page.path("next").asInt(0)).isEqualTo(3);
        assertThat(platform.get("/hpc/events", "ann-other-agent").body()).isEqualTo(EMPTY);
        assertThat(ack("ann-agent")).isEqualTo("{\"acknowledged\":1}");
        assertThat(platform.get("/hpc/events", "ann-agent").body()).doesNotContain("approval");
    }

    @Test
    void events_and_their_numbers_outlive_the_platform() throws Exception {
        publish("e_11111111", InMemoryAccounts.ANNS_AGENT);
        platform.close();
        platform = new TestPlatform(home);
        daemon = platform.daemon("ann-daemon");
        publish("e_22222222", InMemoryAccounts.ANNS_AGENT);
        assertThat(platform.get("/hpc/events", "ann-agent").body())
                .contains("{\"seq\":1,\"event\":{\"id\":\"e_11111111\"", "{\"seq\":2,\"event\":{\"id\":\"e_22222222\"");
    }

    private String publish(String id, @Nullable AgentId agent) throws InterruptedException {
        return publish(SampleEvent.of(id, "box", agent, ""));
    }

    private String publish(Event event) throws InterruptedException {
        return daemon.ask(new PlatformRequest.PublishEvent(event));
    }

    private String ack(String key) throws Exception {
        return platform.post("/hpc/events/ack", key, "{\"ids\":[\"e_11111111\"]}")
                .body();
    }
}
