package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.rpc.Json;

/** Open shells, one a line, or as JSON. */
final class ShellTable {
    private static final String LINE = "%-20s %-20s %-20s %-9s %-8s %s%n";

    private ShellTable() {}

    static void print(PrintStream out, List<ShellInfo> shells, boolean json) {
        if (json) {
            out.println(Json.pretty(shells));
            return;
        }
        if (!shells.isEmpty()) {
            out.printf(LINE, "SHELL", "NAME", "OPENED", "SIZE", "READERS", "STATE");
        }
        for (ShellInfo shell : shells) {
            out.printf(
                    LINE,
                    shell.shell(),
                    Text.orDash(shell.name()),
                    shell.openedAt().truncatedTo(ChronoUnit.SECONDS),
                    shell.cols() + "x" + shell.rows(),
                    shell.readers(),
                    shell.running() ? "running" : "idle");
        }
    }
}
