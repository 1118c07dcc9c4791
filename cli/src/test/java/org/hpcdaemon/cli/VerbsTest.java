package org.hpcdaemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class VerbsTest {
    @Command(name = "tool")
    static final class Tool {}

    @Command
    static final class Verb {}

    private final List<String> made = new ArrayList<>();

    private Object make(String name) {
        made.add(name);
        return new Verb();
    }

    private CommandLine tool(String... words) {
        return new Verbs()
                .add("run", () -> make("run"))
                .add(
                        "job",
                        () -> make("job"),
                        new Verbs().add("submit", () -> make("submit")).add("wait", () -> make("wait")))
                .addAboutAll("completion", () -> make("completion"))
                .addTo(new CommandLine(new Tool()), words);
    }

    private Set<String> below(String verb, String... words) {
        return Objects.requireNonNull(tool(words).getSubcommands().get(verb))
                .getSubcommands()
                .keySet();
    }

    @Test
    void onlyTheVerbThatIsNamedIsMade() {
        assertThat(tool("run", "job").getSubcommands()).containsOnlyKeys("run");
        assertThat(made).containsExactly("run");
    }

    @Test
    void theSameHoldsForTheVerbsOfAVerb() {
        assertThat(below("job", "job", "wait")).containsExactly("wait");
        assertThat(made).containsExactly("job", "wait");
    }

    @Test
    void helpCompletionAndAMistypedVerbFindAllOfThem() {
        for (String word : List.of("--help", "help", "completion", "rum")) {
            assertThat(tool(word).getSubcommands()).as(word).containsOnlyKeys("run", "job", "completion");
            assertThat(below("job", word)).as(word).containsExactly("submit", "wait");
        }
        assertThat(tool().getSubcommands()).containsOnlyKeys("run", "job", "completion");
        assertThat(below("job", "job")).containsExactly("submit", "wait");
    }

    @Test
    void theVersionNeedsNoVerb() {
        tool("--version");
        assertThat(made).isEmpty();
    }
}
