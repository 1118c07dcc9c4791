package org.hpcdaemon.daemon.policy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Decision;
import org.hpcdaemon.daemon.policy.Kind;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Question;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of two files holds, and what becomes of them when they change. */
final class PoliciesTest {
    private static final Question SHELL = new Question(Question.OWNER, null, new Action.Shell());

    @TempDir
    private Path temp;

    private PolicyRig rig;
    private PolicyReader reader;
    private Path site;
    private Path own;

    @BeforeEach
    void makePrograms() throws IOException {
        rig = new PolicyRig(temp);
        reader = rig.reader();
        site = temp.resolve("site.toml");
        own = temp.resolve("policy.toml");
    }

    private static String shells(String answer) {
        StringBuilder text = new StringBuilder("[default]\n");
        for (Kind kind : Kind.values()) {
            text.append(kind.word()).append(" = \"").append(answer).append("\"\n");
        }
        return text.toString();
    }

    /** As editors do: the name is that of the old file or the new one, at any moment. */
    private void write(Path file, String text) throws IOException {
        Files.move(
                Files.writeString(temp.resolve("new"), text),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static Answer answer(Policies policies) {
        return Policies.decide(policies.now(), SHELL).answer();
    }

    @Test
    void withoutFilesAllIsAllowedAndAFileThatComesIsTakenOver() throws IOException {
        Policies policies = new Policies(site, own, reader);
        assertThat(policies.now()).isEmpty();
        assertThat(Policies.decide(List.of(), SHELL)).isEqualTo(Decision.NO_POLICY);
        write(own, shells("deny"));
        assertThat(answer(policies)).isEqualTo(Answer.DENY);
        write(own, shells("allow"));
        assertThat(answer(policies)).isEqualTo(Answer.ALLOW);
    }

    @Test
    void aFileThatIsRefusedOrGoneLeavesTheEarlierOneInForce() throws IOException {
        write(own, shells("deny"));
        Policies policies = new Policies(site, own, reader);
        List<Policy> first = policies.now();
        write(own, shells("allow") + "colour = \"red\"\n");
        assertThat(answer(policies)).isEqualTo(Answer.DENY);
        assertThat(policies.now()).isEqualTo(first);
        Files.delete(own);
        assertThat(answer(policies)).isEqualTo(Answer.DENY);
        write(own, shells("allow"));
        assertThat(answer(policies)).isEqualTo(Answer.ALLOW);
    }

    @Test
    void aFileThatIsTheSameIsNotReadAgain() throws IOException {
        write(own, shells("deny"));
        Policies policies = new Policies(site, own, reader);
        assertThat(policies.now().getFirst()).isSameAs(policies.now().getFirst());
    }

    @Test
    void aFileThatIsRefusedKeepsADaemonFromStarting() throws IOException {
        write(own, "[default]\n");
        assertThatThrownBy(() -> new Policies(site, own, reader))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith(own + " line 1: ");
        Files.delete(own);
        Files.createDirectory(own);
        assertThatThrownBy(() -> new Policies(site, own, reader))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("cannot read the policy " + own);
    }

    /** Else an account owner could allow, inside of a shell, what the administrator denies. */
    @Test
    void whatASitesRulesCannotTellIsDeniedAndWhatAnOwnersCannotIsAsked() throws IOException {
        String policy = shells("allow") + """
                [[rule]]
                name = "no deleting"
                kind = "exec"
                command = ["rm"]
                answer = "deny"
                reason = "so"
                """;
        Question inside = new Question(
                Question.OWNER, null, new Action.Exec(rig.programs().command(List.of("bash", "-c", "rm x"), Set.of())));
        write(own, policy);
        assertThat(Policies.decide(new Policies(site, own, reader).now(), inside)
                        .answer())
                .isEqualTo(Answer.ASK);
        write(site, policy);
        assertThat(Policies.decide(new Policies(site, own, reader).now(), inside)
                        .answer())
                .isEqualTo(Answer.DENY);
        write(site, policy + "[undecidable]\nexec = \"ask\"\n");
        assertThat(Policies.decide(new Policies(site, own, reader).now(), inside)
                        .answer())
                .isEqualTo(Answer.ASK);
    }

    @Test
    void theStricterOfTheSitesAndTheUsersHolds() throws IOException {
        for (String sites : List.of("allow", "deny")) {
            for (String users : List.of("allow", "deny")) {
                write(site, shells(sites));
                write(own, shells(users));
                Decision decision = Policies.decide(new Policies(site, own, reader).now(), SHELL);
                assertThat(decision.answer().word())
                        .isEqualTo(sites.equals("deny") || users.equals("deny") ? "deny" : "allow");
                assertThat(decision.policy())
                        .isEqualTo((users.equals("deny") && sites.equals("allow") ? own : site).toString());
            }
        }
    }
}
