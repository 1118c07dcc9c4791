package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Option;

/** {@code --json}, the same for every verb that lists. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** As JSON, or one line for each; what users and daemons named is escaped. */
    <T> void print(PrintWriter out, List<T> rows, Function<T, String> line) {
        if (json) {
            out.println(Json.pretty(rows));
        } else {
            rows.forEach(row -> out.println(Text.printable(line.apply(row))));
        }
        out.flush();
    }
}
