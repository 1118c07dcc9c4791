package org.hpcdaemon.agent.cli.shell;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.OnSignal;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.protocol.rpc.Json;

/** Shells without a terminal on this side: for agents and scripts. */
final class ShellScript {
    private final Context context;
    private final DaemonSession session;
    private final ShellOptions options;
    private final Opening opening;

    ShellScript(Context context, DaemonSession session, ShellOptions options, Opening opening) {
        this.context = context;
        this.session = session;
        this.options = options;
        this.opening = opening;
    }

    /** The answer to {@code shell.run}, in which shell that was, and with which key to ask for it again. */
    record Report(
            ShellId shell,
            IdempotencyKey key,
            @JsonUnwrapped ShellRunResult result) {}

    /** Runs a command in a live shell that stays open, and returns its exit code. */
    int run(String command) throws IOException, InterruptedException {
        ShellId asked = options.attach();
        RemoteShell shell = asked == null ? opening.open(Optional.empty()) : session.shell(asked);
        if (asked == null) {
            // Before the command: a user who interrupts it must know where it runs.
            context.err().println("shell " + shell.id());
        }
        ShellRunResult result;
        try (OnSignal _ = new OnSignal(() -> shell.signal(SignalName.INT))) { // the shell stays
            result = shell.run(asked == null ? options.keyInNewShell() : options.key(), command, options.timeout());
        } catch (OutcomeUnknownException e) {
            throw new OutcomeUnknownException(e.reason(), options.key(), e);
        }
        session.neverGiveUp(); // the command kept its time; its output may be long
        if (options.json()) {
            context.out().println(Json.pretty(new Report(shell.id(), options.key(), result)));
        } else {
            new ShellOutput(context).print(shell, result);
        }
        return exitCode(shell.id(), result);
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
    int ofInput() throws IOException, InterruptedException {
        byte[] script = context.in().readNBytes(Limits.COMMAND_BYTES + 1);
        if (script.length > Limits.COMMAND_BYTES) {
            throw HpcException.invalid("the script on standard input is over " + Limits.COMMAND_BYTES
                    + " bytes; without --attach it may be of any size");
        }
        String command = new String(script, StandardCharsets.UTF_8);
        if (command.isBlank()) {
            throw HpcException.invalid(
                    "standard input is empty; pipe a script into it, or give a command with --run 'CMD'");
        }
        return run(command);
    }

    /** A bash of its own that reads standard input, as ssh runs one where there is no terminal. */
    int ofNewBash() throws IOException {
        if (options.json()) {
            throw HpcException.invalid("--json goes with --run or --list");
        }
        ExecRequest.Run bash = options.inPlaceOfAShell(
                ExecRequest.Run.of(options.key(), List.of("bash", "-l")).withTimeout(options.timeout()));
        ExecResult result = new CommandStreams(context).run(session.execWithStdin(bash), true);
        CommandStreams.sayTimedOut(context, result, options.timeout());
        return RemoteExit.of(result);
    }
}
