package org.hpcdaemon.session.file.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern of one name, as fnmatch(3) has it: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, and a backslash that takes away what a
 * character means. Matched in time that grows with the lengths alone, since patterns come from files of anybody's. Immutable.
 */
final class NamePattern {
    private sealed interface Token {
        /** Any number of characters. */
        record Star() implements Token {}

        record One(IntPredicate accepted) implements Token {}
    }

    private final List<Token> tokens;

    private NamePattern(List<Token> tokens) {
        this.tokens = tokens;
    }

    static NamePattern of(String text) {
        List<Token> tokens = new ArrayList<>();
        int[] characters = text.codePoints().toArray();
        for (int at = 0; at < characters.length; at++) {
            int character = characters[at];
            if (character == '*') {
                tokens.add(new Token.Star());
            } else if (character == '?') {
                tokens.add(new Token.One(_ -> true));
            } else if (character == '[' && end(characters, at) > 0) {
                int end = end(characters, at);
                tokens.add(new Token.One(range(characters, at + 1, end)));
                at = end;
            } else {
                boolean escape = character == '\\' && at + 1 < characters.length;
                int literal = escape ? characters[++at] : character;
                tokens.add(new Token.One(each -> each == literal));
            }
        }
        return new NamePattern(List.copyOf(tokens));
    }

    /** Of the bracket that closes one; 0: none does, so that it is a character like others. */
    private static int end(int[] characters, int open) {
        int first = isNegation(characters, open + 1) ? open + 2 : open + 1;
        for (int at = first + 1; at < characters.length; at++) {
            if (characters[at] == ']') {
                return at;
            }
        }
        return 0;
    }

    private static boolean isNegation(int[] characters, int at) {
        return at < characters.length && (characters[at] == '!' || characters[at] == '^');
    }

    private static IntPredicate range(int[] characters, int from, int end) {
        boolean negated = isNegation(characters, from);
        IntPredicate any = _ -> false;
        for (int at = negated ? from + 1 : from; at < end; at++) {
            int low = characters[at];
            boolean isRange = at + 2 < end && characters[at + 1] == '-';
            int high = isRange ? characters[at + 2] : low;
            any = any.or(each -> low <= each && each <= high);
            at += isRange ? 2 : 0;
        }
        return negated ? any.negate() : any;
    }

    boolean matches(String name) {
        int token = 0;
        int at = 0;
        int star = -1;
        int resume = 0; // where what follows the last star was tried
        while (at < name.length()) {
            Token next = token < tokens.size() ? tokens.get(token) : null;
            if (next instanceof Token.Star) {
                star = token++;
                resume = at;
            } else if (next instanceof Token.One(IntPredicate accepted) && accepted.test(name.codePointAt(at))) {
                at += Character.charCount(name.codePointAt(at));
                token++;
            } else if (star >= 0) {
                resume += Character.charCount(name.codePointAt(resume));
                at = resume;
                token = star + 1;
            } else {
                return false;
            }
        }
        return tokens.subList(token, tokens.size()).stream().allMatch(Token.Star.class::isInstance);
    }
}
