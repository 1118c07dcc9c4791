package org.hpcdaemon.daemon.policy.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.policy.Answer;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.daemon.policy.CommandPattern;
import org.hpcdaemon.daemon.policy.Condition;
import org.hpcdaemon.daemon.policy.Kind;
import org.hpcdaemon.daemon.policy.PlainPath;
import org.hpcdaemon.daemon.policy.Resources.Resource;
import org.hpcdaemon.daemon.policy.Rule;
import org.hpcdaemon.protocol.message.value.MemoryAmount;
import org.hpcdaemon.protocol.message.value.TimeLimit;

/**
 * Reads {@code [[rule]]}.
 *
 * @param home of the daemon's user, for paths that begin with {@code ~/}
 */
record RuleReader(ProgramPaths programs, String home) {
    private static final String ANY = "*";

    Rule rule(Entry entry) {
        String name = entry.required("name");
        Kind kind = kind(entry);
        Answer answer = answer(entry, "answer");
        Optional<String> reason = entry.text("reason");
        if (answer == Answer.DENY && reason.isEmpty()) {
            throw entry.wrong("rule \"" + name + "\" denies without a \"reason\", which agents read");
        }
        if (answer == Answer.ALLOW && reason.isPresent()) {
            throw entry.wrong("reason", "is for rules that deny or ask");
        }
        List<Condition> conditions = new ArrayList<>();
        List<String> agents = entry.texts("agent");
        if (!agents.isEmpty()) {
            conditions.add(new Condition.OfAgent(Set.copyOf(agents)));
        }
        switch (kind) {
            case EXEC -> addCommand(entry, answer, conditions);
            case JOB -> addJob(entry, answer, conditions);
            case FILE -> addFile(entry, conditions);
            case FORWARD -> addPorts(entry, conditions);
            case SHELL -> {}
        }
        entry.end();
        return new Rule(name, kind, answer, reason.orElse(null), conditions);
    }

    static Kind kind(Entry entry) {
        return Kind.of(entry.required("kind")).orElseThrow(() -> entry.wrong("kind", "is one of " + Kind.words()));
    }

    static Answer answer(Entry entry, String key) {
        return switch (entry.required(key)) {
            case "allow" -> Answer.ALLOW;
            case "deny" -> Answer.DENY;
            case "ask" -> Answer.ASK;
            default -> throw entry.wrong(key, "is \"allow\", \"ask\" or \"deny\"");
        };
    }

    private void addCommand(Entry entry, Answer answer, List<Condition> conditions) {
        List<List<String>> tokens = entry.tokens("command");
        List<String> variables = entry.texts("env");
        for (String variable : variables) {
            if (Command.isLoader(variable)) {
                throw entry.wrong("env", "has " + variable + ", which makes another program of any that is allowed");
            }
        }
        if (tokens.isEmpty()) {
            if (!variables.isEmpty()) {
                throw entry.wrong("env", "goes with \"command\"");
            }
            return;
        }
        Set<String> paths = new HashSet<>();
        for (String program : tokens.getFirst()) {
            Path path = program(entry, program);
            if (answer == Answer.ALLOW && tokens.size() > 1 && Launchers.isShell(path)) {
                throw entry.wrong(
                        "command",
                        "allows " + program
                                + " with certain arguments; it runs whatever they say, so it is allowed as a whole,"
                                + " [\"" + program + "\"], or not at all");
            }
            paths.add(path.toString());
            if (program.startsWith("/")) {
                paths.add(program); // whose links the owner of the policy trusts
            }
        }
        List<Set<String>> arguments = tokens.subList(1, tokens.size()).stream()
                .map(each -> each.contains(ANY) ? Set.<String>of() : Set.copyOf(each))
                .toList();
        conditions.add(new Condition.Runs(new CommandPattern(paths, arguments), Set.copyOf(variables)));
    }

    private Path program(Entry entry, String program) {
        if (program.equals(ANY)) {
            throw entry.wrong("command", "begins with *; leave it out to mean every program");
        }
        if (program.contains("/") && !program.startsWith("/")) {
            throw entry.wrong("command", "begins with " + program + "; give a name or an absolute path");
        }
        return programs.find(program)
                .orElseThrow(() -> entry.wrong(
                        "command",
                        "begins with " + program + ", which is not on the daemon's PATH; give its absolute path"));
    }

    private void addJob(Entry entry, Answer answer, List<Condition> conditions) {
        addCommand(entry, answer, conditions);
        List<String> partitions = entry.texts("partition");
        if (!partitions.isEmpty()) {
            conditions.add(new Condition.InPartition(Set.copyOf(partitions)));
        }
        List<String> accounts = entry.texts("account");
        if (!accounts.isEmpty()) {
            conditions.add(new Condition.OnAccount(Set.copyOf(accounts)));
        }
        for (Resource resource : Resource.values()) {
            String key = "max_" + resource.word();
            amount(entry, key, resource).ifPresent(most -> {
                if (answer == Answer.DENY) {
                    throw entry.wrong(
                            key, "is for rules that allow: allow up to it, and deny by default or a later rule");
                }
                conditions.add(new Condition.AtMost(resource, most));
            });
        }
    }

    static Optional<Long> amount(Entry entry, String key, Resource resource) {
        return switch (resource) {
            case GPUS, NODES -> entry.number(key);
            case TIME ->
                entry.text(key)
                        .map(text ->
                                number(entry, key, TimeLimit.seconds(text), "a time as sbatch has it: 12:00:00, 1-00"));
            case MEMORY ->
                entry.text(key)
                        .map(text ->
                                number(entry, key, MemoryAmount.mebibytes(text), "an amount of memory: 512M, 64G"));
        };
    }

    private static long number(Entry entry, String key, OptionalLong value, String form) {
        return value.orElseThrow(() -> entry.wrong(key, "is " + form));
    }

    private void addFile(Entry entry, List<Condition> conditions) {
        List<String> paths = entry.texts("path");
        if (!paths.isEmpty()) {
            conditions.add(new Condition.Beneath(
                    paths.stream().map(path -> path(entry, path)).toList()));
        }
        access(entry).ifPresent(write -> conditions.add(new Condition.Writes(write)));
    }

    PlainPath path(Entry entry, String text) {
        String absolute = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        PlainPath path = PlainPath.of(absolute.getBytes(StandardCharsets.UTF_8));
        if (!absolute.startsWith("/") || !path.certain()) {
            throw entry.wrong(
                    "path", "has " + text + "; give absolute paths, or such that begin with ~/, without `..`");
        }
        return path;
    }

    static Optional<Boolean> access(Entry entry) {
        return entry.text("access").map(word -> switch (word) {
            case "read" -> false;
            case "write" -> true;
            default -> throw entry.wrong("access", "is \"read\" or \"write\"");
        });
    }

    private static void addPorts(Entry entry, List<Condition> conditions) {
        List<Long> ports = entry.numbers("port");
        if (!ports.isEmpty()) {
            conditions.add(new Condition.ToPort(
                    ports.stream().map(port -> port(entry, port)).collect(Collectors.toSet())));
        }
    }

    static int port(Entry entry, long port) {
        if (port < 1 || port > 65535) {
            throw entry.wrong("port", "is 1 to 65535");
        }
        return (int) port;
    }
}
