package org.hpcdaemon.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words; a verb or option that does not exist is told with one like it that does. */
final class Unmatched {
    private Unmatched() {}

    static String words(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(failure.getMessage());
        }
        String word = unmatched.getUnmatched().getFirst();
        CommandLine verb = failure.getCommandLine();
        boolean option = unmatched.isUnknownOption();
        if (!option && verb.getSubcommands().isEmpty()) {
            return "unexpected argument `" + word + "`";
        }
        List<String> like = unmatched.getSuggestions().stream()
                .filter(each -> option || verb.getSubcommands().containsKey(each))
                .toList();
        return "no " + (option ? "option" : "verb") + " `" + word + "`"
                + (like.isEmpty() ? "" : "; did you mean `" + like.getFirst() + "`?");
    }
}
