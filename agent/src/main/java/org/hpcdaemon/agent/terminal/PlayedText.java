package org.hpcdaemon.agent.terminal;

import java.util.Set;

/**
 * What of a recording's output a terminal may be given: text, colours, movements and erasing, but nothing that a terminal answers as if the
 * user typed it, and nothing that lasts or reaches beyond the screen: titles, clipboard, links, printing, mouse and keyboard modes. In a
 * live shell such answers go to the program that asks; here nobody asks any more. A sequence may be cut anywhere between two pieces. Not
 * thread-safe.
 */
final class PlayedText {
    /** Longer sequences are none that a terminal knows. */
    private static final int MAX_SEQUENCE = 256;

    /** Cursor and erasing (ECMA-48), tabs, repeat, scrolling margins, saving the cursor, modes, colours. */
    private static final String CONTROLS = "@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu";

    /** Private modes of the screen: reverse, origin, wrapping, blinking, the cursor, alternate screens, whole frames. */
    private static final Set<String> SCREEN_MODES =
            Set.of("5", "6", "7", "12", "25", "47", "1047", "1048", "1049", "2026");

    /** Insert, and line feed as new line. */
    private static final Set<String> MODES = Set.of("4", "20");

    private enum State {
        TEXT,
        ESCAPE,
        INTERMEDIATE,
        CONTROL,
        STRING,
        STRING_ESCAPE
    }

    private final StringBuilder sequence = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private State state = State.TEXT;
    private boolean endsWithBell;

    /** What of a piece is shown. */
    String pass(String piece) {
        shown.setLength(0);
        for (int at = 0; at < piece.length(); at++) {
            next(piece.charAt(at));
        }
        return shown.toString();
    }

    private void next(char c) {
        if (c == 0x18 || c == 0x1a) { // these end a sequence in its midst
            state = State.TEXT;
            return;
        }
        switch (state) {
            case TEXT -> text(c);
            case ESCAPE -> escape(c);
            case INTERMEDIATE -> {
                sequence.append(c);
                if (c >= '0') {
                    end(sequence.length() == 3 && "()*+#".indexOf(sequence.charAt(1)) >= 0);
                }
            }
            case CONTROL -> control(c);
            case STRING -> {
                if (c == 0x1b) {
                    state = State.STRING_ESCAPE;
                } else if (c == 0x9c || (c == 0x07 && endsWithBell)) {
                    state = State.TEXT;
                }
            }
            case STRING_ESCAPE -> {
                state = State.TEXT;
                if (c != '\\') {
                    begin();
                    escape(c);
                }
            }
        }
    }

    private void text(char c) {
        if (c == 0x1b) {
            begin();
        } else if (c >= 0x80 && c < 0xa0) {
            // The same as sequences, in one character: some terminals know them.
            switch (c) {
                case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> string(c == 0x9d);
                case 0x9b -> {
                    sequence.setLength(0);
                    sequence.append("\u001b[");
                    state = State.CONTROL;
                }
                default -> {}
            }
        } else if (c >= ' ' ? c != 0x7f : "\u0007\b\t\n\u000b\f\r\u000e\u000f".indexOf(c) >= 0) {
            shown.append(c);
        }
    }

    private void begin() {
        sequence.setLength(0);
        sequence.append('\u001b');
        state = State.ESCAPE;
    }

    private void string(boolean bell) {
        state = State.STRING;
        endsWithBell = bell;
    }

    private void escape(char c) {
        switch (c) {
            case '[' -> {
                sequence.append(c);
                state = State.CONTROL;
            }
            case ']' -> string(true);
            case 'P', 'X', '^', '_' -> string(false);
            case 0x1b -> begin();
            default -> {
                sequence.append(c);
                if (c >= ' ' && c < '0') {
                    state = State.INTERMEDIATE;
                } else {
                    end("78=>DEHMNOc".indexOf(c) >= 0);
                }
            }
        }
    }

    private void control(char c) {
        if (c == 0x1b) {
            begin();
            return;
        }
        if (sequence.length() < MAX_SEQUENCE) {
            sequence.append(c);
        }
        if (c >= '@' && c <= '~') {
            end(sequence.length() < MAX_SEQUENCE && mayControl(sequence.substring(2, sequence.length() - 1), c));
        } else if (c < ' ' || c > '~') {
            state = State.TEXT;
        }
    }

    /** @param given between the beginning and the last character */
    private static boolean mayControl(String given, char last) {
        if (last == 'h' || last == 'l') {
            boolean screen = given.startsWith("?");
            return Set.of((screen ? given.substring(1) : given).split(";", -1)).stream()
                    .allMatch((screen ? SCREEN_MODES : MODES)::contains);
        }
        if (last == 'q') {
            return given.matches("[0-9]? "); // the cursor's shape
        }
        return last == 'p' ? given.equals("!") : given.matches("[0-9;:]*") && CONTROLS.indexOf(last) >= 0;
    }

    private void end(boolean show) {
        if (show) {
            shown.append(sequence);
        }
        state = State.TEXT;
    }
}
