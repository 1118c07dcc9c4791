package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --json}, the same for every verb that lists. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** @param none what is said if there are no rows */
    record Columns(String none, List<String> names) {
        Columns(String none, String... names) {
            this(none, List.of(names));
        }
    }

    /** As JSON, or a table; what users and daemons named is escaped. */
    <T> void print(PrintWriter out, List<T> rows, Columns columns, Function<T, List<String>> cells) {
        out.print(
                json
                        ? Json.pretty(rows) + System.lineSeparator()
                        : Table.of(
                                columns.none(),
                                columns.names(),
                                rows.stream().map(cells).toList()));
        out.flush();
    }

    /** To the second, for people. */
    static String time(@Nullable Instant time, String none) {
        return time == null ? none : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
