package org.hpcdaemon.daemon.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.policy.Decision.Ground;
import org.hpcdaemon.daemon.policy.budget.Budget;

/**
 * The rules of one file. The first that is about a request decides; for what no rule is about there is a default for each kind.
 *
 * <p>Whether a rule is about a request cannot always be told: a line of shell may run any program. Such a rule is passed over, but a
 * later one that is less strict no longer decides then, nor does a default that answers otherwise. What is left open so has an answer
 * of its own, {@code undecidable}.
 */
public final class Policy {
    private final String file;
    private final Map<Kind, List<Rule>> rules;
    private final Map<Kind, Answer> defaults;
    private final Map<Kind, Answer> undecidable;
    private final List<Budget> budgets;

    /**
     * @param file its name, for people
     * @param rules names are theirs alone
     * @param defaults of every kind
     * @param undecidable of every kind
     * @param budgets names are theirs alone
     */
    public Policy(
            String file,
            List<Rule> rules,
            Map<Kind, Answer> defaults,
            Map<Kind, Answer> undecidable,
            List<Budget> budgets) {
        this.file = file;
        this.rules = rules.stream().collect(Collectors.groupingBy(Rule::kind));
        this.defaults = Map.copyOf(defaults);
        this.undecidable = Map.copyOf(undecidable);
        this.budgets = List.copyOf(budgets);
        for (Kind kind : Kind.values()) {
            Objects.requireNonNull(this.defaults.get(kind), kind::word);
            Objects.requireNonNull(this.undecidable.get(kind), kind::word);
        }
    }

    public String file() {
        return file;
    }

    /** What jobs may take together; it takes a database to tell whether one more may. */
    public List<Budget> budgets() {
        return budgets;
    }

    /** How many rules it has. */
    public int size() {
        return rules.values().stream().mapToInt(List::size).sum();
    }

    /** Looks at each rule of the kind once at most. */
    public Decision decide(Question question) {
        Kind kind = question.action().kind();
        List<Rule> open = new ArrayList<>();
        for (Rule rule : rules.getOrDefault(kind, List.of())) {
            switch (rule.match(question)) {
                case NO -> {}
                case MAYBE -> open.add(rule);
                case YES -> {
                    return first(open, each -> each.answer().compareTo(rule.answer()) > 0)
                            .map(stricter -> undecidable(kind, stricter))
                            .orElseGet(() -> new Decision(
                                    rule.answer(),
                                    file,
                                    Ground.RULE,
                                    rule.name(),
                                    rule.reason() == null ? rule.answer().outcome() : rule.reason()));
                }
            }
        }
        Answer standard = Objects.requireNonNull(defaults.get(kind));
        return first(open, each -> each.answer() != standard)
                .map(other -> undecidable(kind, other))
                .orElseGet(() -> new Decision(
                        standard,
                        file,
                        Ground.DEFAULT,
                        null,
                        standard == Answer.DENY
                                ? "no rule allows this " + kind.word() + " request"
                                : standard.outcome()));
    }

    private static Optional<Rule> first(List<Rule> rules, Predicate<Rule> which) {
        return rules.stream().filter(which).findFirst();
    }

    private Decision undecidable(Kind kind, Rule rule) {
        return new Decision(
                Objects.requireNonNull(undecidable.get(kind)),
                file,
                Ground.UNDECIDABLE,
                rule.name(),
                "whether that rule is about this request cannot be told from it; " + remedy(kind));
    }

    private static String remedy(Kind kind) {
        String plainly =
                "run the program itself by its usual name, with no shell, script or other program around it and no"
                        + " environment variables";
        return switch (kind) {
            case EXEC -> plainly;
            case JOB -> plainly + ", and give partition, account, time, memory, nodes and GPUs in their fields";
            case FILE -> "name the file itself, without `..` and not by a directory above it";
            case SHELL, FORWARD -> "connect again, so that your name is known";
        };
    }
}
