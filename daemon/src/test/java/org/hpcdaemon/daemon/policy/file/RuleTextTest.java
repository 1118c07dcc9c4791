package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.daemon.policy.PlainPath;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.daemon.policy.Resources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that are made from requests, and files that get one. */
final class RuleTextTest {
    private static final String POLICY = PolicyRig.defaults("ask") + """

            # No force.
            [[rule]]
            name = "force"
            kind = "exec"
            command = ["git", "push", "--force"]
            answer = "deny"
            reason = "never"

            [[rule]]
            name = "push"
            kind = "exec"
            command = ["git", "push"]
            answer = "ask"

            [[example]]
            kind = "exec"
            command = ["git", "push", "--force"]
            answer = "deny"
            """;

    @TempDir
    private Path temp;

    private PolicyRig rig;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        rig = new PolicyRig(temp);
        file = Files.writeString(temp.resolve("policy.toml"), POLICY);
    }

    private static PlainPath path(String text) {
        return PlainPath.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Action> whatARuleCanTell() {
        Command train = new Command(
                List.of("train", "--tag=\"a\\b\"", "tab\t", "é", ""), "/bin/train", false, Set.of("A", "B"));
        return Stream.of(
                new Action.Exec(train),
                new Action.Job(train, Set.of("gpu", "short"), "ada", new Resources(2L, 1L, 43_201L, 65_536L)),
                new Action.Job(train, Set.of(), null, new Resources(0L, 1L, 60L, null)),
                new Action.File(List.of(path("/proj/with space"), path("/proj/é")), true),
                new Action.File(List.of(path("/")), false),
                new Action.Forward(8888),
                new Action.Shell());
    }

    @ParameterizedTest
    @MethodSource("whatARuleCanTell")
    void theRuleAllowsWhatWasAskedToThatAgent(Action asked) throws IOException {
        Action action = inTheRig(asked);
        String rule = RuleText.allowing("a \"name\"", "worker", action).orElseThrow();

        PolicyEdit edit = PolicyEdit.adding(file, rule, null, rig.reader());

        assertThat(edit.policy().decide(new Question("a_1", "worker", action)).answer())
                .isEqualTo(Answer.ALLOW);
        assertThat(edit.policy().decide(new Question("a_2", "other", action)).answer())
                .isEqualTo(Answer.ASK);
        assertThat(edit.text()).startsWith(POLICY).endsWith("\n" + rule);
    }

    /** With the program's path as it is there. */
    private Action inTheRig(Action action) {
        return switch (action) {
            case Action.Exec(Command command) -> new Action.Exec(inTheRig(command));
            case Action.Job job ->
                new Action.Job(inTheRig(job.command()), job.partitions(), job.account(), job.resources());
            default -> action;
        };
    }

    private Command inTheRig(Command command) {
        return rig.programs().command(command.words(), command.variables());
    }

    static Stream<Action> whatNoRuleCanTell() {
        return Stream.of(
                new Action.Exec(new Command(List.of("bash", "-c", "ls"), "/bin/bash", true, Set.of())),
                new Action.Exec(new Command(List.of("train", "*"), "/bin/train", false, Set.of())),
                new Action.Job(Command.script(Set.of()), Set.of(), null, new Resources(0L, 1L, 1L, 1L)),
                new Action.Job(
                        new Command(List.of("train"), "/bin/train", false, Set.of()),
                        Set.of("gpu"),
                        "ada",
                        new Resources(1L, 1L, null, 1L)),
                new Action.File(List.of(path("/proj/../etc")), false),
                new Action.File(List.of(PlainPath.of(new byte[] {'/', (byte) 0xe9})), false));
    }

    @ParameterizedTest
    @MethodSource("whatNoRuleCanTell")
    void thereIsNoRuleForWhatNoneCanTell(Action action) {
        assertThat(RuleText.allowing("name", "worker", action)).isEmpty();
    }

    private PolicyEdit withPush(String... words) throws IOException {
        Action push = new Action.Exec(rig.programs().command(List.of(words), Set.of()));
        return PolicyEdit.adding(file, RuleText.allowing("new", "worker", push).orElseThrow(), "push", rig.reader());
    }

    private static Answer answer(PolicyEdit edit, Action action) {
        return edit.policy().decide(new Question("a_1", "worker", action)).answer();
    }

    @Test
    void itDecidesBeforeTheRuleThatAskedAndAfterThoseBeforeThat() throws IOException {
        PolicyEdit edit = withPush("git", "push");

        assertThat(edit.text().replaceFirst("(?s)\\[\\[rule]]\\nname = \"new\".*?\\n\\n", ""))
                .isEqualTo(POLICY);
        assertThat(answer(edit, new Action.Exec(rig.programs().command(List.of("git", "push", "origin"), Set.of()))))
                .isEqualTo(Answer.ALLOW);
        assertThat(answer(edit, new Action.Exec(rig.programs().command(List.of("git", "push", "--force"), Set.of()))))
                .isEqualTo(Answer.DENY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aRuleKeepsTheCommentAboveItAndTheFileItsEndsOfLines(String end) throws IOException {
        Files.writeString(file, POLICY.replace("\n", end));
        Action push = new Action.Exec(rig.programs().command(List.of("git", "push"), Set.of()));
        String rule = RuleText.allowing("new", "worker", push).orElseThrow();

        PolicyEdit edit = PolicyEdit.adding(file, rule, "force", rig.reader());

        assertThat(edit.text())
                .isEqualTo(POLICY.replace("# No force.\n", rule + "\n# No force.\n")
                        .replace("\n", end));
    }

    @Test
    void whatLooksLikeACommentMayEndAText() throws IOException {
        String text = POLICY.replace("reason = \"never\"\n\n", "reason = \"\"\"\n# never\"\"\"\n");
        Files.writeString(file, text);

        assertThat(withPush("git", "push").text()).contains("# never\"\"\"\n[[rule]]\nname = \"new\"");
    }

    @Test
    void aFileWhoseExamplesWouldNoLongerHoldIsNotWritten() throws IOException {
        Files.writeString(file, POLICY + """

                [[example]]
                kind = "exec"
                agent = "worker"
                command = ["git", "push"]
                answer = "ask"
                """);
        assertThatThrownBy(() -> withPush("git", "push"))
                .hasMessageContaining("this example expects ask, and is answered allow by rule \"new\"");
    }

    @Test
    void theFileIsReplacedBehindALinkWithItsMode() throws IOException {
        Path real =
                Files.move(file, Files.createDirectory(temp.resolve("dotfiles")).resolve("policy"));
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file, real);

        PolicyEdit edit = withPush("git", "push");
        edit.write();

        assertThat(file).isSymbolicLink().hasContent(edit.text());
        assertThat(Files.getPosixFilePermissions(real)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        try (Stream<Path> left = Files.list(real.getParent())) {
            assertThat(left).containsExactly(real);
        }
    }
}
