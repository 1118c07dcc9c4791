package org.hpcdaemon.testkit;

import java.util.ArrayList;
import java.util.List;

/** The simple commands of a line of shell, each as its words: enough for examples with quotes, pipes and redirections. */
final class ShellWords {
    private static final String REDIRECTION = "<>";

    private ShellWords() {}

    static List<List<String>> commands(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (char c : (line + "\n").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (" \n|&;()<>".indexOf(c) < 0) {
                word.append(c);
                begun = true;
            } else {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
                if (c != ' ') {
                    if (!words.isEmpty()) {
                        commands.add(withoutTarget(words));
                    }
                    words = new ArrayList<>();
                    if (c == '<' || c == '>') {
                        words.add(REDIRECTION);
                    }
                }
            }
        }
        return commands.stream().filter(command -> !command.isEmpty()).toList();
    }

    /** What follows a redirection names a file; nothing of an example comes after that. */
    private static List<String> withoutTarget(List<String> words) {
        return words.getFirst().equals(REDIRECTION) ? List.of() : List.copyOf(words);
    }
}
