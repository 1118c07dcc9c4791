package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that only the last of a thousand rules is about. How much of a command a rule looks at is in PolicyPropertiesTest. */
final class ThousandRulesTest {
    private static final int DECISIONS = 10_000;

    /** What a decision adds to a request, of which starting a process takes several times as long. */
    private static final Duration BOUND = Duration.ofMillis(1);

    @Test
    void theLastOneDecides(@TempDir Path temp) throws IOException {
        PolicyRig rig = new PolicyRig(temp);
        String defaults = """
                [default]
                exec = "deny"
                shell = "deny"
                job = "deny"
                file = "deny"
                forward = "deny"
                """;
        Policy policy = rig.reader()
                .read(
                        "policy.toml",
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> """
                                        [[rule]]
                                        name = "%d"
                                        kind = "exec"
                                        command = ["tool", "%d"]
                                        answer = "allow"
                                        """.formatted(i, i))
                                .collect(Collectors.joining("", defaults, "")));
        Question last = new Question(
                Question.OWNER, null, new Action.Exec(rig.programs().command(List.of("tool", "999", "x"), Set.of())));
        Decision expected = new Decision(Answer.ALLOW, "policy.toml", Decision.Ground.RULE, "999", "allowed");
        assertThat(policy.size()).isEqualTo(1_000);
        assertThat(policy.decide(last)).isEqualTo(expected);

        long begun = System.nanoTime();
        for (int i = 0; i < DECISIONS; i++) {
            assertThat(policy.decide(last)).isEqualTo(expected);
        }
        Duration each = Duration.ofNanos((System.nanoTime() - begun) / DECISIONS);
        System.out.println("a decision by a thousand rules: " + each.toNanos() / 1000 + " microseconds");
        if (Boolean.getBoolean("bench.bounds")) { // as bench/speed sets it
            assertThat(each).isLessThan(BOUND);
        }
    }
}
