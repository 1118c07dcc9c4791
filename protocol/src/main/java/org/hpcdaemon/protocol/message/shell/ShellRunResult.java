package org.hpcdaemon.protocol.message.shell;

import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code shell.run} went.
 *
 * @param exitCode of the command, or of the shell if the command ended it; absent while it runs
 * @param cwd the shell's working directory after it; absent while it runs or if the shell has ended
 * @param running the time-out passed and the command goes on; read on with {@code shell.attach} from {@code to}
 * @param ended the command ended the shell
 * @param output what it printed, line ends as {@code \n}, without the prompt
 * @param from the offset of its first byte in the shell's output
 * @param to the offset after its last
 * @param durationMs milliseconds
 * @param sandbox the level in force, as in {@link DaemonInfo}; absent from an older daemon
 */
public record ShellRunResult(
        @Nullable Integer exitCode,
        @Nullable String cwd,
        boolean running,
        boolean ended,
        Captured output,
        long from,
        long to,
        long durationMs,
        @Nullable String sandbox) {
    public ShellRunResult {
        Checks.required("output", output);
    }
}
