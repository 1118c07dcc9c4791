package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.junit.jupiter.api.Test;

final class AgentReferenceTest {
    @Test
    void theCommittedTablesAreWhatTheProgramDoes() throws Exception {
        Context context = new Context(new Settings(Map.of()), InputStream.nullInputStream(), System.out, System.err);
        String made = AgentReference.of(Main.commandLine(context));
        Path copy = Files.writeString(Path.of("target", "agent-reference.md"), made);

        assertThat(Path.of("..", "docs", "reference.md"))
                .as("its last part; made anew in agent/" + copy)
                .content()
                .endsWith("\n" + made);
    }
}
