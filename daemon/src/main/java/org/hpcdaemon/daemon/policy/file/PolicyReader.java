package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Kind;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.daemon.policy.Rule;
import org.hpcdaemon.daemon.policy.budget.Budget;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** From a file to a policy whose own examples hold. Thread-safe. */
public final class PolicyReader {
    /** In bytes: some thousand rules, which a person no longer reads. */
    static final int MAX_BYTES = 256 << 10;

    private final RuleReader rules;
    private final Answer undecidable;

    /**
     * Of the account owner's own file, which leaves to them what its rules cannot tell.
     *
     * @param home of the daemon's user
     */
    public PolicyReader(ProgramPaths programs, String home) {
        this(new RuleReader(programs, home), Answer.ASK);
    }

    private PolicyReader(RuleReader rules, Answer undecidable) {
        this.rules = rules;
        this.undecidable = undecidable;
    }

    /** Of an administrator's file, which denies what its rules cannot tell: no account owner makes it less strict. */
    public PolicyReader ofSite() {
        return new PolicyReader(rules, Answer.DENY);
    }

    /** A policy, and what it answers to its examples. */
    record Tried(Policy policy, List<Trial> trials) {}

    /** Throws {@link PolicyException} for what it refuses, and {@link IOException} for a file that cannot be read. */
    public Policy read(Path file) throws IOException {
        return holding(file.toString(), tried(file));
    }

    /** As {@link #read}, but answers with what came of each example instead of refusing the file for one. */
    public List<Trial> trials(Path file) throws IOException {
        return tried(file).trials();
    }

    private Tried tried(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        String name = file.toString();
        if (bytes.length > MAX_BYTES) {
            throw new PolicyException(name, 0, "is longer than " + MAX_BYTES + " bytes; say it with fewer rules");
        }
        try {
            return tried(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException _) {
            throw new PolicyException(name, 0, "is invalid UTF-8");
        } catch (StackOverflowError _) {
            throw new PolicyException(name, 0, "has lists within lists, too deep to be read");
        }
    }

    /** Of a file's name and text. */
    Policy read(String file, String text) {
        return holding(file, tried(file, text));
    }

    private Tried tried(String file, String text) {
        TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().getFirst();
            throw new PolicyException(file, first.position().line(), String.valueOf(first.getMessage()));
        }
        Entry all = new Entry(file, toml, 1);
        Map<Kind, Answer> defaults = answers(all.table("default")
                .orElseThrow(() -> all.wrong("[default] is missing: say what holds where no rule does")));
        for (Kind kind : Kind.values()) {
            if (!defaults.containsKey(kind)) {
                throw all.wrong("[default] says nothing of " + kind.word() + "; say \"allow\", \"ask\" or \"deny\"");
            }
        }
        Map<Kind, Answer> open = new EnumMap<>(Kind.class);
        Stream.of(Kind.values()).forEach(kind -> open.put(kind, undecidable));
        all.table("undecidable").map(PolicyReader::answers).ifPresent(open::putAll);
        List<Rule> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : all.tables("rule")) {
            Rule rule = rules.rule(entry);
            if (!names.add(rule.name())) {
                throw entry.wrong("name", "is that of an earlier rule, \"" + rule.name() + "\"");
            }
            read.add(rule);
        }
        List<Budget> budgets = new ArrayList<>();
        for (Entry entry : all.tables("budget")) {
            Budget budget = BudgetReader.budget(entry);
            if (budgets.stream().anyMatch(each -> each.name().equals(budget.name()))) {
                throw entry.wrong("name", "is that of an earlier budget, \"" + budget.name() + "\"");
            }
            budgets.add(budget);
        }
        Policy policy = new Policy(file, read, defaults, open, budgets);
        List<Trial> trials = new ArrayList<>();
        for (Entry entry : all.tables("example")) {
            Example example = Example.of(entry, rules);
            trials.add(new Trial(example.line(), example.answer(), policy.decide(example.question())));
        }
        all.end();
        return new Tried(policy, trials);
    }

    private static Policy holding(String file, Tried tried) {
        for (Trial trial : tried.trials()) {
            if (!trial.holds()) {
                throw new PolicyException(file, trial.line(), trial.words());
            }
        }
        return tried.policy();
    }

    private static Map<Kind, Answer> answers(Entry entry) {
        Map<Kind, Answer> answers = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (entry.text(kind.word()).isPresent()) {
                answers.put(kind, RuleReader.answer(entry, kind.word()));
            }
        }
        entry.end();
        return answers;
    }
}
