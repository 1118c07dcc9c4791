package org.hpcdaemon.daemon.cli.install;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.cli.Counted;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.OwnerLine;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.daemon.setup.dialog.Dialog;
import org.hpcdaemon.daemon.setup.dialog.PipedDialog;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;

/** What a restart of a daemon would end: commands, shells, file calls and forwarded connections. Jobs outlive it. */
final class WorkAtHand {
    /** A question is rows in the daemon's store, and no upgrade is in a hurry. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final Context context;
    private final DaemonId daemon;

    WorkAtHand(Context context, DaemonId daemon) {
        this.context = context;
        this.daemon = daemon;
    }

    /**
     * Whether the daemon may be restarted: nothing is under way, or the user agrees to its end.
     *
     * @param whenIdle waits until nothing is under way, for as long as that takes
     * @param yes the user agreed already
     */
    boolean mayEnd(boolean whenIdle, boolean yes) throws InterruptedException {
        List<AgentSummary> busy = busy();
        if (busy.isEmpty()) {
            return true;
        }
        context.err().println("hpc-daemon: a restart of " + daemon + " ends " + words(busy) + "; jobs go on");
        if (whenIdle) {
            context.err().println("hpc-daemon: waiting for their end (Ctrl-C leaves " + daemon + " as it is)");
            while (!busy().isEmpty()) {
                Thread.sleep(POLL_INTERVAL);
            }
            return true;
        }
        return yes || agreed();
    }

    private List<AgentSummary> busy() {
        return OwnerLine.of(context, daemon).agents().agents().stream()
                .filter(agent -> agent.commands() + agent.shells() + agent.files() + agent.forwards() > 0)
                .toList();
    }

    private boolean agreed() {
        try {
            return new PipedDialog(context.in(), context.err())
                    .ask("Restart " + daemon + " now? Type `yes`", null, new Dialog.Completion.Nothing())
                    .equals("yes");
        } catch (SetupStopped _) {
            throw HpcException.invalid("no answer to whether " + daemon
                    + " is restarted, so it goes on with the version it has; add --when-idle, or --yes");
        }
    }

    private static String words(List<AgentSummary> busy) {
        return busy.stream()
                .map(agent -> {
                    String what = Stream.of(
                                    Counted.of(agent.commands(), "command"),
                                    Counted.of(agent.shells(), "shell"),
                                    Counted.of(agent.files(), "file call"),
                                    Counted.of(agent.forwards(), "forwarded connection"))
                            .filter(counted -> !counted.startsWith("0 "))
                            .collect(Collectors.joining(", "));
                    return what + " of " + (agent.name() == null ? agent.label() : agent.name());
                })
                .collect(Collectors.joining("; "));
    }
}
