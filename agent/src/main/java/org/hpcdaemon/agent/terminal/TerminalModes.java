package org.hpcdaemon.agent.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * What programs on the far side have changed about the terminal, and the control sequences that undo it. A visit may end in the midst
 * of a full-screen program, which then cannot tidy up: the alternate screen, mouse reporting or a hidden cursor would stay.
 *
 * <p>Follows ECMA-48 and xterm's control sequences as far as needed. A sequence may be cut anywhere between two pieces. Not thread-safe.
 */
final class TerminalModes {
    /** The cursor is shown and lines wrap; every other private mode is off. */
    private static final Set<Integer> ON_BY_DEFAULT = Set.of(7, 25);

    /**
     * Cursor keys, wrapping, mouse (9, 1000 to 1006, 1015, 1016), cursor, alternate screens (47, 1047, 1049), focus reports, bracketed
     * paste. Others are left alone: they change nothing that a later program would trip over.
     */
    private static final Set<Integer> WATCHED =
            Set.of(1, 7, 9, 25, 47, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004);

    /** Real parameters are shorter; of a longer one only the beginning is kept. */
    private static final int MAX_PARAMETERS = 64;

    /** What of a sequence that sets the title tells that it does: ESC, ], a digit, before the semicolon. */
    private static final int TITLE_BEGIN = 3;

    private enum State {
        TEXT,
        ESCAPE,
        CHARACTER_SET,
        CONTROL,
        COMMAND
    }

    private final Set<Integer> changed = new TreeSet<>();
    private final StringBuilder parameters = new StringBuilder();
    private State state = State.TEXT;
    private boolean styled;
    private boolean keypad;
    private boolean lineDrawing;
    private boolean scrolling;
    private boolean titled;

    /**
     * Takes note of a piece of output.
     *
     * @return where the first sequence begins that sets the window's title, which has to be saved right there: before the piece it might be
     *     in the midst of another sequence or of a character; -1 if this piece has none
     */
    int note(byte[] piece, int count) {
        int title = -1;
        for (int at = 0; at < count; at++) {
            byte next = piece[at];
            switch (state) {
                case TEXT -> begin(next);
                case ESCAPE -> escape(next);
                case CHARACTER_SET -> {
                    lineDrawing = next != 'B';
                    state = State.TEXT;
                }
                case CONTROL -> control(next);
                case COMMAND -> {
                    if (command(next, at)) {
                        title = at - TITLE_BEGIN;
                    }
                }
            }
        }
        return title;
    }

    private void begin(byte next) {
        if (next == 0x1b) {
            state = State.ESCAPE;
        }
    }

    private void escape(byte next) {
        parameters.setLength(0);
        state = switch (next) {
            case '[' -> State.CONTROL;
            case ']' -> State.COMMAND;
            case '(' -> State.CHARACTER_SET;
            case 0x1b -> State.ESCAPE;
            default -> State.TEXT;
        };
        switch (next) {
            case '=' -> keypad = true;
            case '>' -> keypad = false;
            case 'c' -> reset();
            default -> {}
        }
    }

    private void control(byte next) {
        if (next == 0x1b) {
            state = State.ESCAPE;
        } else if (next < '@' || next > '~') {
            keep(next);
        } else {
            state = State.TEXT;
            String given = parameters.toString();
            switch (next) {
                case 'h', 'l' -> setModes(given, next == 'h');
                case 'm' -> styled = !given.isEmpty() && !given.equals("0");
                case 'r' -> scrolling = !given.isEmpty() && !given.startsWith("?");
                default -> {}
            }
        }
    }

    private void setModes(String given, boolean on) {
        if (!given.startsWith("?")) {
            return;
        }
        for (String mode : given.substring(1).split(";", -1)) {
            if (mode.matches("\\d{1,4}") && WATCHED.contains(Integer.valueOf(mode))) {
                if (on == ON_BY_DEFAULT.contains(Integer.valueOf(mode))) {
                    changed.remove(Integer.valueOf(mode));
                } else {
                    changed.add(Integer.valueOf(mode));
                }
            }
        }
    }

    /** Returns whether that makes it the first sequence that sets the title. */
    private boolean command(byte next, int at) {
        if (next == 0x07 || next == 0x1b) {
            state = next == 0x07 ? State.TEXT : State.ESCAPE;
            return false;
        }
        keep(next);
        // Begun in an earlier piece, it is on the screen already: too late to save the title.
        if (titled
                || next != ';'
                || at < TITLE_BEGIN
                || !(parameters.toString().equals("0;") || parameters.toString().equals("2;"))) {
            return false;
        }
        titled = true;
        return true;
    }

    private void keep(byte next) {
        if (parameters.length() < MAX_PARAMETERS) {
            parameters.append((char) (next & 0x7f));
        }
    }

    private void reset() {
        changed.clear();
        styled = false;
        keypad = false;
        lineDrawing = false;
        scrolling = false;
    }

    /** Saves the title of the window, for {@link #undo}. */
    static byte[] saveTitle() {
        return "\u001b[22;0t".getBytes(StandardCharsets.US_ASCII);
    }

    /** What brings the terminal back to where it was; nothing if nothing was changed. */
    byte[] undo() {
        StringBuilder all = new StringBuilder();
        // A sequence that was cut in the middle would swallow what follows.
        if (state != State.TEXT) {
            all.append('\u0018');
        }
        if (scrolling) {
            all.append("\u001b7\u001b[r\u001b8"); // alone it would move the cursor
        }
        changed.forEach(mode -> all.append("\u001b[?").append(mode).append(ON_BY_DEFAULT.contains(mode) ? 'h' : 'l'));
        if (keypad) {
            all.append("\u001b>");
        }
        if (lineDrawing) {
            all.append("\u001b(B");
        }
        if (styled) {
            all.append("\u001b[0m");
        }
        if (titled) {
            all.append("\u001b[23;0t");
        }
        return all.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
