package org.hpcdaemon.daemon.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hpcdaemon.daemon.policy.file.Policies;

/** What holds of any rules and requests. */
final class PolicyPropertiesTest {
    private static final List<String> PROGRAMS = List.of("/bin/a", "/bin/b", "/bin/sh");
    private static final List<String> WORDS = List.of("x", "y", "z");

    @Provide
    Arbitrary<Policy> policies() {
        Arbitrary<Answer> answers = Arbitraries.of(Answer.class);
        Arbitrary<Map<Kind, Answer>> eachKind = answers.map(
                answer -> Stream.of(Kind.values()).collect(Collectors.toMap(Function.identity(), _ -> answer)));
        return Combinators.combine(rules(), eachKind, eachKind)
                .as((rules, defaults, undecidable) -> new Policy("file", rules, defaults, undecidable, List.of()));
    }

    private static Arbitrary<List<Rule>> rules() {
        Arbitrary<Condition> conditions = Arbitraries.oneOf(
                Arbitraries.of("a", "b", Question.OWNER).set().ofMinSize(1).map(Condition.OfAgent::new), runs());
        return Combinators.combine(
                        Arbitraries.of(Answer.class), conditions.list().ofMaxSize(2))
                .as((answer, all) -> new Rule("rule", Kind.EXEC, answer, null, all))
                .list()
                .ofMaxSize(6);
    }

    private static Arbitrary<Condition> runs() {
        Arbitrary<Set<String>> programs = Arbitraries.of(PROGRAMS).set().ofMinSize(1);
        Arbitrary<List<Set<String>>> arguments =
                Arbitraries.of(WORDS).set().list().ofMaxSize(2);
        return Combinators.combine(programs, arguments)
                .as((names, words) -> new Condition.Runs(new CommandPattern(names, words), Set.of()));
    }

    @Provide
    Arbitrary<Question> questions() {
        Arbitrary<Optional<String>> program = Arbitraries.of(PROGRAMS).optional(0.8);
        Arbitrary<List<String>> words = Arbitraries.of(WORDS).list().ofMaxSize(3);
        return Combinators.combine(
                        program, words, Arbitraries.of("a", "c", Question.OWNER), Arbitraries.of(true, false))
                .as((path, arguments, agent, opaque) -> {
                    List<String> all = new ArrayList<>(List.of("program"));
                    all.addAll(arguments);
                    Command command = new Command(all, path.orElse(null), path.isEmpty() || opaque, Set.of());
                    return new Question(agent, agent, new Action.Exec(command));
                });
    }

    @Property
    void aSiteFileNeverLoosensAndAUsersNeverLoosensASites(
            @ForAll("policies") Policy site, @ForAll("policies") Policy own, @ForAll("questions") Question question) {
        Answer both = Policies.decide(List.of(site, own), question).answer();
        assertThat(both)
                .isGreaterThanOrEqualTo(site.decide(question).answer())
                .isGreaterThanOrEqualTo(own.decide(question).answer())
                .isEqualTo(Collections.max(List.of(
                        site.decide(question).answer(), own.decide(question).answer())));
    }

    /** Whatever runs inside of it, were it asked for alone, would have to be allowed too; the file's own word apart. */
    @Property
    void anOpaqueCommandIsNeverAllowedWhereAnyProgramInsideOfItWouldBeDeniedByARule(
            @ForAll("policies") Policy policy, @ForAll("questions") Question question) {
        Command outer = ((Action.Exec) question.action()).command();
        Decision decision = policy.decide(question);
        boolean byItself = decision.ground() == Decision.Ground.RULE && outer.program() != null;
        if (!outer.opaque()
                || decision.answer() != Answer.ALLOW
                || decision.ground() == Decision.Ground.UNDECIDABLE
                || byItself) {
            return;
        }
        for (String inner : PROGRAMS) {
            Command plain = new Command(outer.words(), inner, false, Set.of());
            Decision alone = policy.decide(new Question(question.agent(), question.name(), new Action.Exec(plain)));
            assertThat(alone.answer()).as("%s inside", inner).isEqualTo(Answer.ALLOW);
        }
    }

    /** So a thousand rules of two words each are two thousand comparisons at most, however long the command is. */
    @Example
    void aPatternLooksAtNoMoreWordsThanItHas() {
        AtomicInteger looks = new AtomicInteger();
        List<String> words = new AbstractList<>() {
            @Override
            public String get(int index) {
                looks.incrementAndGet();
                return "x";
            }

            @Override
            public int size() {
                return 10_000;
            }
        };
        CommandPattern two = new CommandPattern(Set.of("/bin/a"), List.of(Set.of("x"), Set.of("x")));
        assertThat(two.begins(words)).isTrue();
        assertThat(looks).hasValue(2);
    }
}
