package org.hpcdaemon.daemon.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.policy.Decision.Ground;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one file. The first that is about a request decides; for what no rule is about there is a default for each kind.
 *
 * <p>Whether a rule is about a request cannot always be told: a line of shell may run any program. An allowing rule is then passed
 * over. A denying rule is too, but what a later rule allows is then no longer allowed. What is left open so has an answer of its own,
 * {@code undecidable}.
 */
public final class Policy {
    private final String file;
    private final Map<Kind, List<Rule>> rules;
    private final Map<Kind, Answer> defaults;
    private final Map<Kind, Answer> undecidable;

    /**
     * @param file its name, for people
     * @param rules names are theirs alone
     * @param defaults of every kind
     * @param undecidable of kinds where it is not {@code deny}
     */
    public Policy(String file, List<Rule> rules, Map<Kind, Answer> defaults, Map<Kind, Answer> undecidable) {
        this.file = file;
        this.rules = rules.stream().collect(Collectors.groupingBy(Rule::kind));
        this.defaults = Map.copyOf(defaults);
        this.undecidable = Map.copyOf(undecidable);
        for (Kind kind : Kind.values()) {
            Objects.requireNonNull(this.defaults.get(kind), kind::word);
        }
    }

    public String file() {
        return file;
    }

    /** How many rules it has. */
    public int size() {
        return rules.values().stream().mapToInt(List::size).sum();
    }

    /** Looks at each rule of the kind once at most. */
    public Decision decide(Question question) {
        Kind kind = question.action().kind();
        @Nullable Rule maybeAllowed = null;
        @Nullable Rule maybeDenied = null;
        for (Rule rule : rules.getOrDefault(kind, List.of())) {
            switch (rule.match(question)) {
                case NO -> {}
                case MAYBE -> {
                    if (rule.answer() == Answer.DENY) {
                        maybeDenied = maybeDenied == null ? rule : maybeDenied;
                    } else {
                        maybeAllowed = maybeAllowed == null ? rule : maybeAllowed;
                    }
                }
                case YES -> {
                    return rule.answer() == Answer.ALLOW && maybeDenied != null
                            ? undecidable(kind, maybeDenied)
                            : new Decision(
                                    rule.answer(),
                                    file,
                                    Ground.RULE,
                                    rule.name(),
                                    rule.reason() == null ? "allowed" : rule.reason());
                }
            }
        }
        Answer standard = Objects.requireNonNull(defaults.get(kind));
        @Nullable Rule open = standard == Answer.ALLOW ? maybeDenied : maybeAllowed;
        return open == null
                ? new Decision(
                        standard,
                        file,
                        Ground.DEFAULT,
                        null,
                        standard == Answer.ALLOW ? "allowed" : "no rule allows this " + kind.word() + " request")
                : undecidable(kind, open);
    }

    private Decision undecidable(Kind kind, Rule rule) {
        return new Decision(
                undecidable.getOrDefault(kind, Answer.DENY),
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
