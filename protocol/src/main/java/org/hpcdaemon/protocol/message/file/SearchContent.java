package org.hpcdaemon.protocol.message.file;

import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What a line must contain to be found. Either {@code text} or {@code regex} is there.
 *
 * @param text a literal text, anywhere in a line
 * @param regex a regular expression of java.util.regex, found anywhere in a line
 * @param ignoreCase whether the case of letters is ignored
 * @param context lines before and after each, 0 to 10; absent: none
 */
public record SearchContent(
        @Nullable String text,
        @Nullable String regex,
        boolean ignoreCase,
        @Nullable Integer context) {
    public SearchContent {
        Checks.text("content.text", text, Limits.FILE_PATTERN_BYTES);
        Checks.text("content.regex", regex, Limits.FILE_PATTERN_BYTES);
        Checks.range("content.context", context, 0, Limits.FILE_CONTEXT_LINES);
        if ((text == null) == (regex == null)) {
            throw HpcException.invalid("give either \"content.text\" or \"content.regex\"");
        }
        if (text != null && (text.isEmpty() || text.indexOf('\n') >= 0)) {
            throw HpcException.invalid("field \"content.text\" is a piece of one line; it is empty or has a line end");
        }
    }

    /** A text as it is. */
    public static SearchContent ofText(String text) {
        return new SearchContent(text, null, false, null);
    }

    /** A regular expression. */
    public static SearchContent ofRegex(String regex) {
        return new SearchContent(null, regex, false, null);
    }

    /** The same, ignoring the case of letters if so. */
    public SearchContent withIgnoreCase(boolean ignored) {
        return new SearchContent(text, regex, ignored, context);
    }

    /** With so many lines before and after. */
    public SearchContent withContext(@Nullable Integer lines) {
        return new SearchContent(text, regex, ignoreCase, lines);
    }
}
