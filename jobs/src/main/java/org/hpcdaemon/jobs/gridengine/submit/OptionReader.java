package org.hpcdaemon.jobs.gridengine.submit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Reads options as qsub(1) does, from a script and from words. Pure; refuses by name. */
final class OptionReader {
    private static final String DIRECTIVE = "#$";

    private OptionReader() {}

    /** The lines of a script that begin with {@code #$}, all through it, as qsub reads them. */
    static List<QsubOption> directives(String script) {
        List<QsubOption> options = new ArrayList<>();
        int number = 0;
        for (String line : script.split("\n", -1)) {
            number++;
            String rest = line.startsWith(DIRECTIVE) ? line.substring(DIRECTIVE.length()) : "";
            if (!rest.isEmpty() && (Character.isWhitespace(rest.charAt(0)) || rest.charAt(0) == '-')) {
                String where = "line " + number + " of the script";
                options.addAll(words(split(rest, where), where));
            }
        }
        return options;
    }

    /** Words of a command line. */
    static List<QsubOption> words(List<String> words, String where) {
        List<QsubOption> options = new ArrayList<>();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (!word.startsWith("-") || word.length() < 2) {
                throw refused(
                        where,
                        "has \"" + word + "\", which is not an option; give it as -NAME VALUE, each a word of its own");
            }
            options.add(option(word.substring(1), rest, where));
        }
        return options;
    }

    private static QsubOption option(String name, Iterator<String> rest, String where) {
        Optional<OptionRule> rule = OptionRule.of(name);
        if (rule.isEmpty()) {
            throw refused(where, "has -" + name + ", which is not a qsub option that jobs may have here; leave it out");
        }
        if (rule.get() == OptionRule.REFUSED) {
            throw refused(where, "has -" + name + ": " + RefusedOptions.wayAround(name));
        }
        List<String> values = new ArrayList<>();
        while (values.size() < OptionRule.values(name)) {
            if (!rest.hasNext()) {
                throw refused(where, "has -" + name + " without a value");
            }
            values.add(plain(rest.next(), name, where));
        }
        return new QsubOption(name, values, where);
    }

    private static String plain(String value, String name, String where) {
        if (value.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\'' || c == '`' || c == '\\' || c == 0x7f)) {
            throw refused(
                    where,
                    "has -" + name + " with a control character, a quote or a backslash in its value; leave them out");
        }
        return value;
    }

    /** Blanks part words, quotes keep them together. */
    private static List<String> split(String line, String where) {
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
            } else {
                word = (word == null ? new StringBuilder() : word).append(c);
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
