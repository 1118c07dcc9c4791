package org.hpcdaemon.agent.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.hpcdaemon.protocol.message.SignalName;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** Shells without a terminal on this side: for agents and scripts. */
final class ShellScript {
    private final Context context;
    private final DaemonSession session;
    private final ShellOptions options;

    ShellScript(Context context, DaemonSession session, ShellOptions options) {
        this.context = context;
        this.session = session;
        this.options = options;
    }

    /** The answer to {@code shell.run}, and in which shell that was. */
    record Report(ShellId shell, @JsonUnwrapped ShellRunResult result) {}

    /** Runs a command in a live shell that stays open, and returns its exit code. */
    int run(String command) throws IOException {
        ShellId asked = options.attach();
        RemoteShell shell = asked == null ? options.open(session, Optional.empty()) : session.shell(asked);
        if (asked == null) {
            // Before the command: whoever interrupts it must know where it runs.
            context.err().println("shell " + shell.id());
        }
        ShellRunResult result = runUntilInterrupted(shell, command);
        if (options.json()) {
            context.out().println(Json.pretty(new Report(shell.id(), result)));
        } else {
            new ShellOutput(context).print(shell, result);
        }
        return exitCode(shell.id(), result);
    }

    /** Ctrl-C here interrupts the command there; the shell stays. */
    private ShellRunResult runUntilInterrupted(RemoteShell shell, String command) {
        Thread interrupt = Thread.ofPlatform().unstarted(() -> {
            try {
                shell.signal(SignalName.INT);
            } catch (HpcException _) {
                // It has ended, or cannot be reached: either way there is nothing left to do from here.
            }
        });
        Runtime.getRuntime().addShutdownHook(interrupt);
        ShellRunResult result = shell.run(command, options.timeout());
        try {
            Runtime.getRuntime().removeShutdownHook(interrupt);
        } catch (IllegalStateException _) {
            // Interrupted just now.
        }
        return result;
    }

    private int exitCode(ShellId shell, ShellRunResult result) {
        Integer code = result.exitCode();
        if (result.running() || code == null) {
            context.err()
                    .println("hpc: the command still runs in shell " + shell
                            + "; watch it from a terminal with: hpc shell " + session.daemon() + " --attach " + shell
                            + " --from " + result.to());
            return RemoteExit.TIMED_OUT;
        }
        if (result.ended()) {
            context.err().println("hpc: the command ended shell " + shell);
        }
        return code;
    }

    /** Runs standard input, read to its end, as one command. */
    int ofInput() throws IOException {
        byte[] script = context.in().readNBytes(Limits.COMMAND_BYTES + 1);
        if (script.length > Limits.COMMAND_BYTES) {
            throw HpcException.invalid("the script on standard input is over " + Limits.COMMAND_BYTES
                    + " bytes; without --attach it may be of any size");
        }
        String command = new String(script, StandardCharsets.UTF_8);
        if (command.isBlank()) {
            throw HpcException.invalid(
                    "standard input is no terminal and has no script; give one, or a command with --run 'CMD'");
        }
        return run(command);
    }

    /** A bash of its own that reads standard input, as ssh runs one where there is no terminal. */
    int ofNewBash() throws IOException {
        @Nullable
        Long timeoutMs = options.timeout() == null
                ? null
                : Long.valueOf(options.timeout().toMillis());
        if (options.json()) {
            throw HpcException.invalid("--json goes with --run or --list");
        }
        ExecRequest.Run bash = new ExecRequest.Run(
                RandomIds.secure().key(), List.of("bash", "-l"), null, options.cwd(), Map.of(), null, timeoutMs, null);
        return new CommandStreams(context, options.timeout()).run(session.exec(bash, true), true);
    }
}
