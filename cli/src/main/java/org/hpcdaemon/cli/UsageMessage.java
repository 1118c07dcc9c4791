package org.hpcdaemon.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words; a verb or option that does not exist is told with one like it that does. */
final class UsageMessage {
    /** As picocli tells a value that its converter refuses; by an option's name, or a parameter's label in parentheses. */
    private static final Pattern REFUSED = Pattern.compile(
            "Invalid value for (?:option '(?<option>[^']+)'[^:]*|positional parameter at index [^(]*\\((?<label>[^)]+)\\)): (?<why>.*)",
            Pattern.DOTALL);

    private UsageMessage() {}

    static String words(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return value(String.valueOf(failure.getMessage()));
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

    /** Names the option or parameter alone: the reason already shows that it is invalid, and at which index. */
    private static String value(String message) {
        Matcher refused = REFUSED.matcher(message);
        if (!refused.matches()) {
            return message;
        }
        String name = refused.group("option") == null ? refused.group("label") : refused.group("option");
        String why = refused.group("why");
        return name + (why.startsWith("not a") ? " is " : ": ") + why;
    }
}
