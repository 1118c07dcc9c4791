package org.hpcdaemon.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What every verb's {@code --help} keeps: an example that fits on a terminal of 80 columns and that the program itself takes. */
public final class HelpPages {
    private static final int WIDTH = 80;

    private final CommandLine program;
    private final List<String> faults = new ArrayList<>();

    private HelpPages(CommandLine program) {
        this.program = program;
    }

    /** What is wrong, a line each; empty if all is well. */
    public static List<String> faults(CommandLine program) {
        HelpPages pages = new HelpPages(program);
        pages.look(program);
        return pages.faults;
    }

    private void look(CommandLine verb) {
        CommandSpec spec = verb.getCommandSpec();
        if (spec.usageMessage().hidden() || spec.name().equals("help")) {
            return;
        }
        String name = spec.qualifiedName();
        String help = verb.setUsageHelpWidth(WIDTH).getUsageMessage(CommandLine.Help.Ansi.OFF);
        BiConsumer<String, String> wrong = (what, where) -> faults.add(name + ": " + what + ": " + where);
        help.lines().filter(line -> line.length() > WIDTH).forEach(line -> wrong.accept("over 80 columns", line));
        for (ArgSpec argument : spec.args()) {
            if (argument.arity().max() > 0 && !argument.paramLabel().matches("[A-Z\\[].*")) {
                wrong.accept("a value without a label in capitals", argument.paramLabel());
            }
        }
        for (String sentence : spec.usageMessage().description()) {
            if (!sentence.strip().endsWith(".") && !sentence.strip().endsWith(":")) {
                wrong.accept("a description broken within a sentence", sentence);
            }
        }
        List<String> examples = examples(help, program.getCommandName());
        if (examples.stream().noneMatch(example -> example.contains(name))) {
            wrong.accept("no example", "expected a line with two spaces and `" + name + "`");
        }
        for (String example : examples) {
            for (List<String> words : ShellWords.commands(example)) {
                if (words.getFirst().equals(program.getCommandName())) {
                    try {
                        program.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
                    } catch (ParameterException e) {
                        wrong.accept("an example is not taken (" + e.getMessage() + ")", example);
                    }
                }
            }
        }
        verb.getSubcommands().values().stream().distinct().forEach(this::look);
    }

    /** Lines of the help that begin with two spaces and have the program's name as a command, each with what follows a backslash. */
    private static List<String> examples(String help, String program) {
        String joined = help.lines().collect(Collectors.joining("\n")).replaceAll("\\\\\n *", "");
        return Arrays.stream(joined.split("\n"))
                .map(line -> line.replaceFirst(" # .*", ""))
                .filter(line -> line.matches("  (\\S.*[ (|])?" + program + "( .*)?"))
                .map(String::strip)
                .toList();
    }
}
