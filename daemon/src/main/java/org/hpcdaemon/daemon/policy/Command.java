package org.hpcdaemon.daemon.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, as far as a request tells.
 *
 * @param words the program and its arguments; empty: a script, of which rules know nothing
 * @param program the absolute path of the program, links in its directory's name followed; absent: not known
 * @param opaque whether it may run other programs than the one it names, or is none that is known: a shell, a program that starts
 *     others, a script, a copy
 * @param variables the names of the environment variables that the request sets
 */
public record Command(List<String> words, @Nullable String program, boolean opaque, Set<String> variables) {
    public Command {
        words = List.copyOf(words);
        variables = Set.copyOf(variables);
    }

    /** A batch script. */
    public static Command script(Set<String> variables) {
        return new Command(List.of(), null, true, variables);
    }

    /** Whether the environment that is asked for decides what runs under the program's name. */
    boolean hasOtherLoader() {
        return variables.stream().anyMatch(Command::isLoader);
    }

    /** Variables by which the program, or the code that is loaded into it, becomes another. */
    public static boolean isLoader(String variable) {
        return variable.equals("PATH") || variable.startsWith("LD_") || variable.startsWith("GLIBC_");
    }
}
