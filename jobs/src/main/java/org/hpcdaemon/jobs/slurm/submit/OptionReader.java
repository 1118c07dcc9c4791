package org.hpcdaemon.jobs.slurm.submit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Reads options as sbatch(1) does, from the three places it takes them from. Pure; refuses by name. */
final class OptionReader {
    private static final String DIRECTIVE = "#SBATCH";
    private static final String VARIABLE = "SBATCH_";

    /** Variables that are not called like their option. */
    private static final Map<String, String> VARIABLES = Map.of(
            "ARRAY_INX", "array",
            "CPU_FREQ_REQ", "cpu-freq",
            "DEBUG", "verbose",
            "MEM_PER_NODE", "mem",
            "REQ_SWITCH", "switches",
            "SEGMENT_SIZE", "segment",
            "TIMELIMIT", "time");

    private OptionReader() {}

    /** The lines of a script that begin with {@code #SBATCH}, up to its first command. */
    static List<Option> directives(String script) {
        List<Option> options = new ArrayList<>();
        int number = 0;
        for (String line : script.split("\n", -1)) {
            number++;
            if (line.startsWith(DIRECTIVE)
                    && (line.length() == DIRECTIVE.length()
                            || Character.isWhitespace(line.charAt(DIRECTIVE.length())))) {
                String where = "line " + number + " of the script";
                options.addAll(words(words(line.substring(DIRECTIVE.length()), where), where));
            } else if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                break;
            }
        }
        return options;
    }

    /** The variables of a job that sbatch would take for options. */
    static List<Option> variables(Map<String, String> environment) {
        List<Option> options = new ArrayList<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE)) {
                String rest = variable.substring(VARIABLE.length());
                String name = VARIABLES.getOrDefault(
                        rest, rest.toLowerCase(Locale.ROOT).replace('_', '-'));
                boolean bare = value.isEmpty() || !rule(name, variable).takesValue();
                options.add(new Option(name, bare ? null : value, "variable " + variable));
            }
        });
        return options;
    }

    /** Words of a command line. */
    static List<Option> words(List<String> words, String where) {
        List<Option> options = new ArrayList<>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (word.startsWith("--") && word.length() > 2) {
                options.add(lengthy(word.substring(2), rest, where));
            } else if (word.startsWith("-") && word.length() > 1) {
                options.add(brief(word, rest, where));
            } else {
                throw refused(where, "has \"" + word + "\", which is not an option; give it as --NAME=VALUE");
            }
        }
        return options;
    }

    private static Option lengthy(String word, Iterator<String> rest, String where) {
        int equals = word.indexOf('=');
        String name = whole(equals < 0 ? word : word.substring(0, equals), where);
        OptionRule rule = rule(name, where);
        if (equals >= 0) {
            return new Option(name, word.substring(equals + 1), where);
        }
        return new Option(name, rule.takesValue() ? next(rest, "--" + name, where) : null, where);
    }

    private static String whole(String name, String where) {
        List<String> meant = OptionRule.meantBy(name);
        if (meant.size() > 1) {
            throw refused(where, "has --" + name + ", which may be --" + String.join(", --", meant) + "; write it out");
        }
        return meant.isEmpty() ? name : meant.getFirst();
    }

    private static Option brief(String word, Iterator<String> rest, String where) {
        String name = OptionRule.nameOf(word.charAt(1))
                .orElseThrow(() -> refused(where, "has -" + word.charAt(1) + ", which sbatch does not have"));
        if (!rule(name, where).takesValue()) {
            if (word.length() > 2) {
                throw refused(where, "has \"" + word + "\"; give each option as a word of its own");
            }
            return new Option(name, null, where);
        }
        String attached = word.substring(2);
        String value = attached.startsWith("=") ? attached.substring(1) : attached;
        return new Option(name, attached.isEmpty() ? next(rest, word, where) : value, where);
    }

    private static String next(Iterator<String> rest, String option, String where) {
        if (!rest.hasNext()) {
            throw refused(where, "has " + option + " without a value");
        }
        return rest.next();
    }

    private static OptionRule rule(String name, String where) {
        Optional<OptionRule> rule = OptionRule.of(name);
        if (rule.isEmpty()) {
            throw refused(
                    where, "has --" + name + ", which is not an sbatch option that jobs may have here; leave it out");
        }
        if (rule.get() == OptionRule.REFUSED) {
            throw refused(where, "has --" + name + ": " + RefusedOptions.wayAround(name));
        }
        return rule.get();
    }

    /** As sbatch splits a line: blanks part words, quotes and backslashes keep them together, # ends it. */
    private static List<String> words(String line, String where) {
        List<String> words = new ArrayList<>();
        @Nullable StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                word = word == null ? new StringBuilder() : word;
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else if (quote == 0 && c == '#' && word == null) {
                return words;
            } else {
                word = word == null ? new StringBuilder() : word;
                boolean escape = c == '\\' && quote != '\'' && i + 1 < line.length();
                word.append(escape ? line.charAt(++i) : c);
            }
        }
        if (quote != 0) {
            throw refused(where, "has a quote that is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    private static HpcException refused(String where, String why) {
        return HpcException.invalid(where + " " + why);
    }
}
