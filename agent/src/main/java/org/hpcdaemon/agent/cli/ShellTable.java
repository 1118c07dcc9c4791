package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.rpc.Json;

/** Open shells, one a line, or as JSON. */
final class ShellTable {
    private static final List<String> HEADER = List.of("SHELL", "NAME", "OPENED", "SIZE", "READERS", "STATE");

    private ShellTable() {}

    static void print(PrintStream out, List<ShellInfo> shells, boolean json) {
        if (json) {
            out.println(Json.pretty(shells));
        } else if (!shells.isEmpty()) {
            List<List<String>> rows = Stream.concat(
                            Stream.of(HEADER), shells.stream().map(ShellTable::row))
                    .toList();
            StringBuilder lines = new StringBuilder();
            rows.forEach(row -> lines.append(line(row, rows)));
            out.print(lines);
        }
    }

    private static List<String> row(ShellInfo shell) {
        return List.of(
                shell.shell().value(),
                Text.orDash(shell.name()),
                shell.openedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                shell.cols() + "x" + shell.rows(),
                Integer.toString(shell.readers()),
                shell.running() ? "running" : "idle");
    }

    /** Each cell but the last as wide as the widest of its column. */
    private static String line(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size() - 1; column++) {
            int here = column;
            int width = rows.stream()
                    .mapToInt(each -> each.get(here).length())
                    .max()
                    .orElse(0);
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(width - cell.length() + 2));
        }
        return line.append(row.getLast()).append('\n').toString();
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
