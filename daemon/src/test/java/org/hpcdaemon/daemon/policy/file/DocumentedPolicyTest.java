package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/policy.md are what they say. */
final class DocumentedPolicyTest {
    private static final Pattern BLOCK = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL);

    @Test
    void theExampleIsTakenAndItsExamplesHold(@TempDir Path temp) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "policy.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replace("```toml", "").replace("```", ""))
                .toList();
        assertThat(blocks).hasSize(3);
        PolicyReader reader =
                new PolicyRig(temp).with("cat", "head", "squeue", "sinfo").reader();
        assertThat(reader.read("docs/policy.md", blocks.getFirst()).size()).isEqualTo(6);
        assertThat(reader.read("docs/policy.md", blocks.getFirst() + blocks.get(1))
                        .budgets())
                .hasSize(2);
        Path file = Files.writeString(temp.resolve("policy.toml"), blocks.getFirst() + blocks.getLast());
        assertThat(reader.trials(file)).hasSize(4).extracting(Trial::holds).contains(false);
    }
}
