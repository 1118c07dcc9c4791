package org.hpcdaemon.agent.cli.shell;

import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.rpc.Json;

/** Open shells, one a line, or as JSON. */
final class ShellTable {
    private static final Table TABLE = new Table(
            "no open shells; open one: hpc shell DAEMON", "SHELL", "NAME", "OPENED", "SIZE", "READERS", "STATE", "JOB");

    private ShellTable() {}

    static void print(Context context, List<ShellInfo> shells, boolean json) {
        if (json) {
            context.out().println(Json.pretty(shells));
        } else {
            TABLE.print(
                    context.out(),
                    context.err(),
                    shells.stream().map(ShellTable::row).toList());
        }
    }

    private static List<String> row(ShellInfo shell) {
        return List.of(
                shell.shell().value(),
                shell.name() == null ? "-" : shell.name(),
                shell.openedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                shell.cols() + "x" + shell.rows(),
                Integer.toString(shell.readers()),
                shell.running() ? "running" : "idle",
                job(shell));
    }

    private static String job(ShellInfo shell) {
        if (shell.job() == null) {
            return "-";
        }
        return shell.element() == null ? shell.job().value() : shell.job() + "[" + shell.element() + "]";
    }

    /** The open shell of that id or name. */
    static ShellId find(DaemonSession session, String which) {
        List<ShellId> found = session.shells().shells().stream()
                .filter(shell -> which.equals(shell.shell().value()) || which.equals(shell.name()))
                .map(ShellInfo::shell)
                .toList();
        if (found.isEmpty()) {
            return ended(which);
        }
        if (found.size() > 1) {
            throw new HpcException(
                    ErrorCode.INVALID_PARAMS,
                    found.size() + " shells are named " + which + "; close them by id: " + found);
        }
        return found.getFirst();
    }

    /** To close one that has ended is no mistake. */
    private static ShellId ended(String which) {
        try {
            return new ShellId(which);
        } catch (IllegalArgumentException _) {
            throw HpcException.notFound("shell", which);
        }
    }
}
