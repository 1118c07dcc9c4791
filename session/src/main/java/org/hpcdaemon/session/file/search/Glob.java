package org.hpcdaemon.session.file.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern of paths, as gitignore(5) has it: one without a slash is of a name at any depth, one with a slash begins at the top; {@code **}
 * is any number of directories. Immutable.
 *
 * @param steps from the top on
 * @param directories whether it is of directories alone
 */
record Glob(List<Step> steps, boolean directories) {
    sealed interface Step {
        record AnyDepth() implements Step {}

        record Name(NamePattern pattern) implements Step {}
    }

    Glob {
        steps = List.copyOf(steps);
    }

    static Glob of(String text) {
        boolean directories = text.endsWith("/");
        String plain = directories ? text.substring(0, text.length() - 1) : text;
        List<Step> steps = new ArrayList<>();
        if (plain.indexOf('/') < 0) {
            steps.add(new Step.AnyDepth());
        }
        String[] names = plain.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals("**")) {
                if (i > 0 || !names[i].isEmpty()) {
                    steps.add(new Step.Name(NamePattern.of(names[i])));
                }
            } else if (i == names.length - 1) { // all that is in a directory, and not the directory
                steps.add(new Step.AnyDepth());
                steps.add(new Step.Name(NamePattern.of("*")));
            } else if (steps.isEmpty() || !(steps.getLast() instanceof Step.AnyDepth)) {
                steps.add(new Step.AnyDepth());
            }
        }
        return new Glob(steps, directories);
    }

    /** @param path its names from the top on */
    boolean matches(List<String> path, boolean directory) {
        if (directories && !directory) {
            return false;
        }
        boolean[] reached = new boolean[path.size() + 1]; // by the steps so far
        reached[0] = true;
        for (Step step : steps) {
            boolean[] next = new boolean[reached.length];
            switch (step) {
                case Step.AnyDepth() -> {
                    int first = 0;
                    while (first < reached.length && !reached[first]) {
                        first++;
                    }
                    Arrays.fill(next, first, next.length, true);
                }
                case Step.Name(NamePattern pattern) -> {
                    for (int i = 0; i < path.size(); i++) {
                        next[i + 1] = reached[i] && pattern.matches(path.get(i));
                    }
                }
            }
            reached = next;
        }
        return reached[path.size()];
    }
}
