package org.hpcdaemon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.http.InboxEvent;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.testkit.RecordingServer;
import org.hpcdaemon.testkit.SampleJob;
import org.junit.jupiter.api.Test;

/** Waiting for one wake-up among others, in an inbox that is read page by page. */
final class AwaitEventTest {
    private static final String FIRST = "j_000000000000000000000001";
    private static final String SECOND = "j_000000000000000000000002";

    /** The first page has the wake-up of one job, the next that of another, and there is no more. */
    private static RecordingServer inbox() throws IOException {
        return RecordingServer.plain(head -> RecordingServer.response(
                "200 OK",
                "",
                head.contains("after=0&") ? page(7, FIRST) : head.contains("after=7&") ? page(9, SECOND) : page(9)));
    }

    private static String page(long next, String... jobs) {
        List<InboxEvent> events = Arrays.stream(jobs)
                .map(job -> new InboxEvent(next, event(new JobId(job))))
                .toList();
        return Json.write(new InboxPage(events, next));
    }

    private static Event event(JobId job) {
        Instant now = Instant.EPOCH;
        JobInfo info = SampleJob.completed(job, now);
        return new Event(
                new EventId("e_000000000000000000000001"),
                new DaemonId("box"),
                null,
                Event.JOB_FINISHED,
                now,
                info,
                null,
                "",
                "");
    }

    private static HpcClient client(RecordingServer server) {
        return HpcClient.open(Target.of("http://127.0.0.1:" + server.port()), "hpc_agent_x");
    }

    @Test
    void whatIsNotWantedIsPassedOver() throws IOException {
        try (RecordingServer server = inbox();
                HpcClient client = client(server)) {
            assertThat(client.awaitEvent(event -> event.endedJob().job().value().equals(SECOND), Duration.ofMinutes(1)))
                    .map(event -> event.endedJob().job().value())
                    .contains(SECOND);
        }
    }

    @Test
    void allThatIsThereIsLookedThroughEvenWithoutWaiting() throws IOException {
        try (RecordingServer server = inbox();
                HpcClient client = client(server)) {
            assertThat(client.awaitEvent(_ -> false, Duration.ZERO)).isEmpty();
            assertThat(server.requests())
                    .hasSize(3)
                    .allSatisfy(head -> assertThat(head).containsPattern("GET /hpc/events\\?after=\\d&wait=0 "));
        }
    }

    @Test
    void aPartOfASecondIsWaitedForAsOneAndNotAskedAgainAndAgain() throws IOException {
        try (RecordingServer server = inbox();
                HpcClient client = client(server)) {
            assertThat(client.events(9, Duration.ofMillis(1)).events()).isEmpty();
            assertThat(server.requests()).singleElement().asString().contains("after=9&wait=1 ");
        }
    }
}
