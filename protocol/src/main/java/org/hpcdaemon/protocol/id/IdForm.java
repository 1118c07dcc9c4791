package org.hpcdaemon.protocol.id;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one check of all ids. What is refused is not repeated in the message: it may be long, or hostile. */
final class IdForm {
    private IdForm() {}

    /** Of an id that is made up: a letter for what it is of, and random characters. */
    static void check(String what, Pattern form, char letter, @Nullable String value) {
        check(
                what,
                form,
                letter + "_ and 8 to 32 lower-case letters and digits, such as " + letter + "_0123abcd",
                value);
    }

    /** Throws an error that says the form in those words. */
    static void check(String what, Pattern form, String words, @Nullable String value) {
        if (value == null || !form.matcher(value).matches()) {
            throw new IllegalArgumentException("not " + what + ": one has " + words);
        }
    }
}
