package org.hpcdaemon.daemon.policy;

import java.util.List;
import java.util.Set;

/**
 * A program, and how its arguments begin.
 *
 * @param programs absolute paths, as {@link Command#program} has them
 * @param arguments alternatives for each argument; an empty set stands for any one
 */
public record CommandPattern(Set<String> programs, List<Set<String>> arguments) {
    public CommandPattern {
        programs = Set.copyOf(programs);
        arguments = arguments.stream().map(Set::copyOf).toList();
    }

    boolean matches(Command command) {
        return command.program() != null && programs.contains(command.program()) && begins(command.words());
    }

    /** Looks at no more words than the pattern has, however long the command is. */
    boolean begins(List<String> words) {
        if (words.size() <= arguments.size()) {
            return false;
        }
        for (int i = 0; i < arguments.size(); i++) {
            Set<String> alternatives = arguments.get(i);
            if (!alternatives.isEmpty() && !alternatives.contains(words.get(i + 1))) {
                return false;
            }
        }
        return true;
    }
}
