package org.hpcdaemon.protocol;

/** Quotes for a POSIX shell. */
public final class ShellWord {
    private ShellWord() {}

    /** The text as one word, in single quotes where a shell would take it apart or expand it. */
    public static String of(String text) {
        return text.matches("[A-Za-z0-9_./:=@,+-]+") ? text : quoted(text);
    }

    /** The text in single quotes. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
