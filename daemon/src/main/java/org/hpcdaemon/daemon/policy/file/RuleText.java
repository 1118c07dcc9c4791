package org.hpcdaemon.daemon.policy.file;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hpcdaemon.daemon.policy.Action;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.daemon.policy.PlainPath;
import org.hpcdaemon.daemon.policy.Resources;
import org.jspecify.annotations.Nullable;

/** A rule that allows what was asked, as a file has it. Pure. */
public final class RuleText {
    private RuleText() {}

    /**
     * The rule; empty if no rule can tell that request from others: a script, a shell with arguments, a job that does not tell how
     * much it takes, a path with {@code ..}.
     *
     * @param name of the rule
     * @param agent it is for, by id or name
     */
    public static Optional<String> allowing(String name, String agent, Action action) {
        List<String> lines = new ArrayList<>(List.of(
                "[[rule]]",
                "name = " + text(name),
                "kind = " + text(action.kind().word()),
                "agent = " + text(agent)));
        boolean told = switch (action) {
            case Action.Exec(Command command) -> add(lines, command);
            case Action.Job job -> add(lines, job.command()) && add(lines, job);
            case Action.File file -> add(lines, file);
            case Action.Forward(int port) -> lines.add("port = " + port);
            case Action.Shell _ -> true;
        };
        lines.add("answer = \"allow\"");
        return told ? Optional.of(String.join("\n", lines) + "\n") : Optional.empty();
    }

    private static boolean add(List<String> lines, Command command) {
        if (command.program() == null || command.opaque() || command.words().contains("*")) {
            return false;
        }
        lines.add("command = " + list(command.words()));
        if (!command.variables().isEmpty()) {
            lines.add("env = " + list(command.variables().stream().sorted().toList()));
        }
        return true;
    }

    private static boolean add(List<String> lines, Action.Job job) {
        Resources asked = job.resources();
        if (asked.gpus() == null || asked.nodes() == null || asked.time() == null) {
            return false;
        }
        if (!job.partitions().isEmpty()) {
            lines.add("partition = " + list(job.partitions().stream().sorted().toList()));
        }
        if (job.account() != null) {
            lines.add("account = " + text(job.account()));
        }
        addNumber(lines, "max_gpus", asked.gpus());
        addNumber(lines, "max_nodes", asked.nodes());
        addText(lines, "max_time", asked.time() == null ? null : time(asked.time()));
        addText(lines, "max_memory", asked.memory() == null ? null : asked.memory() + "M");
        return true;
    }

    /** As sbatch has it. */
    private static String time(long seconds) {
        return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static void addNumber(List<String> lines, String key, @Nullable Long value) {
        if (value != null) {
            lines.add(key + " = " + value);
        }
    }

    private static void addText(List<String> lines, String key, @Nullable String value) {
        if (value != null) {
            lines.add(key + " = " + text(value));
        }
    }

    private static boolean add(List<String> lines, Action.File file) {
        if (!file.paths().stream().allMatch(PlainPath::certain)) {
            return false;
        }
        Optional<List<String>> paths = texts(file.paths());
        paths.ifPresent(all -> {
            lines.add("path = " + list(all));
            lines.add("access = " + text(file.write() ? "write" : "read"));
        });
        return paths.isPresent();
    }

    /** Empty if one is invalid UTF-8, which a file cannot have. */
    private static Optional<List<String>> texts(List<PlainPath> paths) {
        List<String> texts = new ArrayList<>();
        for (PlainPath path : paths) {
            Optional<String> text = path.text();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(texts);
    }

    private static String list(Collection<String> words) {
        return words.stream().map(RuleText::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A basic string of TOML. */
    private static String text(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        word.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
