package org.hpcdaemon.session.record;

import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.value.InJob;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded. No variables and no input: they may be secret.
 *
 * @param agent whose it is; null: the account owner's
 * @param shell of a shell
 * @param key of a command
 * @param title a shell's name; null: it has none
 * @param command as a shell would read it
 * @param rows of the terminal on which it is to be played
 * @param cols of that terminal
 * @param where the job that it runs in; null: on this machine
 */
public record Recorded(
        @Nullable AgentId agent,
        @Nullable ShellId shell,
        @Nullable IdempotencyKey key,
        @Nullable String title,
        String command,
        int rows,
        int cols,
        @Nullable InJob where) {
    /** In characters: what tells commands apart, not a script. */
    private static final int COMMAND_CHARS = 4000;

    private static final int ROWS = 24;
    private static final int COLS = 80;

    public Recorded {
        if (command.length() > COMMAND_CHARS) {
            int end = Character.isHighSurrogate(command.charAt(COMMAND_CHARS - 1)) ? COMMAND_CHARS - 1 : COMMAND_CHARS;
            command = command.substring(0, end) + "…";
        }
    }

    public static Recorded shell(
            @Nullable AgentId agent, ShellId shell, @Nullable String name, int rows, int cols, @Nullable InJob where) {
        return new Recorded(agent, shell, null, name, "bash", rows, cols, where);
    }

    /** A command that has no terminal: it is played on one of the usual size. */
    public static Recorded command(@Nullable AgentId agent, ExecRequest.Run run) {
        String line = run.command();
        return new Recorded(
                agent, null, run.key(), null, line == null ? words(run.argv()) : line, ROWS, COLS, run.inJob());
    }

    private static String words(List<String> argv) {
        return argv.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }

    RecordingKind kind() {
        return shell == null ? RecordingKind.EXEC : RecordingKind.SHELL;
    }
}
