package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.util.Optional;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.agent.cli.shared.SignalNumbers;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.agent.terminal.Notices;
import org.hpcdaemon.agent.terminal.Outcome;
import org.hpcdaemon.agent.terminal.TerminalSession;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Notice;

/** A person's terminal in a shell. */
final class ShellVisit {
    private final Context context;
    private final DaemonSession session;
    private final ShellOptions options;
    private final Notices notices;
    private final Opening opening;

    ShellVisit(Context context, DaemonSession session, ShellOptions options, Notices notices, Opening opening) {
        this.context = context;
        this.session = session;
        this.options = options;
        this.notices = notices;
        this.opening = opening;
    }

    /** Returns the exit code. */
    int run() throws IOException, InterruptedException {
        try (LocalTerminal terminal = LocalTerminal.open()) {
            Optional<LocalTerminal.Size> size = terminal.size();
            ShellId asked = options.attach();
            RemoteShell shell = asked == null ? opening.open(size) : session.shell(asked);
            Long from = options.from();
            ShellAttachment attachment = shell.attach(from == null ? 0 : from);
            notices.say(greeting(shell.id()));
            Outcome outcome = new TerminalSession(terminal, context.in(), context.out(), notices, options.detachKey())
                    .run(shell, attachment, asked == null ? options.sizeToOpen(size) : Optional.empty());
            if (!(outcome instanceof Outcome.Ended)) {
                context.err().println(); // the shell's own last line has no end
            }
            return switch (outcome) {
                case Outcome.Ended(Notice.ShellEnded how) -> exitCode(how);
                case Outcome.Detached() -> {
                    notices.say("detached; the shell runs on. Back to it, from what you have not seen: "
                            + back(shell.id(), attachment.position()));
                    yield ExitCodes.OK;
                }
                case Outcome.Lost(HpcException cause) -> throw lost(cause, shell.id(), attachment.position());
            };
        }
    }

    private String greeting(ShellId shell) {
        String where = "shell " + shell + " on " + session.daemon();
        return options.detachKey().code() == null
                ? where
                : where + "; " + options.detachKey().name() + " detaches and leaves it running";
    }

    private String back(ShellId shell, long position) {
        return "hpc shell " + session.daemon() + " --attach " + shell + " --from " + position;
    }

    private HpcException lost(HpcException cause, ShellId shell, long position) {
        return switch (cause.code()) {
            case UNREACHABLE, DAEMON_OFFLINE ->
                new HpcException(
                        cause.code(),
                        cause.reason() + "; if the shell still runs, get back to it with: " + back(shell, position),
                        cause);
            case NOT_FOUND ->
                new HpcException(ErrorCode.ENDED, "shell " + shell + " is gone: the daemon has restarted", cause);
            default -> cause;
        };
    }

    private static int exitCode(Notice.ShellEnded how) {
        Integer code = how.exitCode();
        return code != null ? code : RemoteExit.SIGNAL + SignalNumbers.number(how.signal());
    }
}
