package org.hpcdaemon.protocol.id;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one check of all ids. What is refused is not repeated in the message: it may be long, or hostile. */
final class IdForm {
    private IdForm() {}

    /** Throws an error that says the form in those words. */
    static void check(String what, Pattern form, String words, @Nullable String value) {
        if (value == null || !form.matcher(value).matches()) {
            throw new IllegalArgumentException("not " + what + ": one has " + words);
        }
    }
}
