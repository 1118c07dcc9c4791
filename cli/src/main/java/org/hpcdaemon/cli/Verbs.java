package org.hpcdaemon.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The verbs of a program. Only the one that a command line names is made: to build the specifications of all takes longer
 * than most of them run. Not thread-safe.
 */
public final class Verbs {
    private static final Set<String> VERSION = Set.of("-V", "--version");

    /**
     * One verb.
     *
     * @param make makes it, given the words after its name
     * @param aboutAll whether it needs all others
     */
    private record Verb(Function<String[], CommandLine> make, boolean aboutAll) {}

    private final Map<String, Verb> verbs = new LinkedHashMap<>();

    /**
     * Adds a verb.
     *
     * @param verb makes the annotated command, or its specification
     */
    public Verbs add(String name, Supplier<Object> verb) {
        verbs.put(name, new Verb(_ -> new CommandLine(verb.get()), false));
        return this;
    }

    /** Adds a verb that has verbs of its own. */
    public Verbs add(String name, Supplier<Object> verb, Verbs below) {
        verbs.put(name, new Verb(words -> below.addTo(new CommandLine(verb.get()), words), false));
        return this;
    }

    /** Adds a verb that prints something about all others, and so needs them. */
    public Verbs addAboutAll(String name, Supplier<Object> verb) {
        verbs.put(name, new Verb(_ -> new CommandLine(verb.get()), true));
        return this;
    }

    /**
     * Adds to a program the verb that the first of the words names, or none if they only ask for the version. Adds all otherwise: help,
     * completion and a mistyped verb need them.
     */
    CommandLine addTo(CommandLine program, String... words) {
        String first = words.length == 0 ? "" : words[0];
        if (VERSION.contains(first)) {
            return program;
        }
        Verb named = verbs.get(first);
        if (named != null && !named.aboutAll()) {
            return program.addSubcommand(first, named.make().apply(Arrays.copyOfRange(words, 1, words.length)));
        }
        verbs.forEach((name, verb) -> program.addSubcommand(name, verb.make().apply(new String[0])));
        return program;
    }
}
