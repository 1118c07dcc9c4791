package org.hpcdaemon.session.file.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.junit.jupiter.api.Test;

final class FileRunnerTest {
    private static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    @Test
    void oneCallAfterTheOtherNeedsOneSlot() {
        FileRunner runner = new FileRunner(
                new FileSettings(Guard.OFF.files(), "/", "/", Duration.ofMinutes(2)),
                new AgentSlots.Bounds("calls", "wait", 1, 1, 0));

        assertThat(IntStream.range(0, 2000).mapToObj(i -> {
                    int answer = runner.run(CALLER, FilePath.of("x"), FileRunner.Effect.NONE, _ -> i);
                    return answer == i && runner.underWay().isEmpty();
                }))
                .containsOnly(true);
    }
}
