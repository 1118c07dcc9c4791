package org.hpcdaemon.session.file.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.jspecify.annotations.Nullable;

/** Finds a regular expression, line by line. One that would take for ever ends with the search's time. */
final class RegexFinder implements LineFinder {
    private final Matcher matcher;
    private final Deadline deadline;

    RegexFinder(Pattern pattern, Deadline deadline) {
        this.matcher = pattern.matcher("");
        this.deadline = deadline;
    }

    /** Throws {@code INVALID_PARAMS}. */
    static Pattern pattern(SearchContent content) {
        int flags = content.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        if (content.text() != null) {
            return Pattern.compile(content.text(), flags | Pattern.LITERAL);
        }
        try {
            return Pattern.compile(String.valueOf(content.regex()), flags);
        } catch (PatternSyntaxException e) {
            throw HpcException.invalid("regular expression " + content.regex() + ": " + e.getDescription()
                    + " at character " + (e.getIndex() + 1) + "; to find it as it is, give it as \"text\"");
        } catch (StackOverflowError _) {
            throw HpcException.invalid("the regular expression is nested too deeply; write a simpler one");
        }
    }

    @Override
    public @Nullable Line next(TextBlock block, int from) {
        for (int begin = from; begin < block.end(); ) {
            int end = block.lineEnd(begin);
            String line = block.text(begin, end);
            if (find(line)) {
                return new Line(begin, end, line, matcher.start());
            }
            begin = end + 1;
        }
        return null;
    }

    private boolean find(String line) {
        try {
            return matcher.reset(new TimedText(line, deadline)).find();
        } catch (StackOverflowError _) {
            throw HpcException.invalid("the regular expression takes more stack than there is on a line of "
                    + line.length() + " characters; write it without a repeated alternative, as [ab]* for (a|b)*");
        }
    }

    /** A text that is read for as long as there is time: what a matcher goes back over again and again, it reads again and again. */
    private static final class TimedText implements CharSequence {
        /** Reads between two looks at the clock: some microseconds. */
        private static final int READS = 1 << 12;

        private final String text;
        private final Deadline deadline;
        private int left = READS;

        private TimedText(String text, Deadline deadline) {
            this.text = text;
            this.deadline = deadline;
        }

        @Override
        public char charAt(int at) {
            if (--left == 0) {
                left = READS;
                deadline.check();
            }
            return text.charAt(at);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.subSequence(from, to);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
