package org.hpcdaemon.platform.cli.option;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --json}, the same for every verb that lists. */
public final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** As JSON, or a table. */
    public <T> void print(CommandSpec verb, List<T> rows, Table table, Function<T, List<String>> cells) {
        PrintWriter out = verb.commandLine().getOut();
        PrintWriter err = verb.commandLine().getErr();
        if (json) {
            out.println(Json.pretty(rows));
        } else {
            table.print(out, err, rows.stream().map(cells).toList());
        }
        out.flush();
        err.flush();
    }

    /** To the second, for people. */
    public static String time(@Nullable Instant time, String none) {
        return time == null ? none : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
