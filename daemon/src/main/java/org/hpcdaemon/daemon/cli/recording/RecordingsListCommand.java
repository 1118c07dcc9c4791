package org.hpcdaemon.daemon.cli.recording;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.recording.RecordingOptions;
import org.hpcdaemon.cli.recording.RecordingTable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.record.RecordingFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists recordings, the newest first.",
        footer = {
            "",
            "Examples:",
            "  hpc-daemon recordings list --agent builder --kind shell",
            "  hpc-daemon recordings list --since 1d --json"
        })
public final class RecordingsListCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private RecordingOptions options = new RecordingOptions();

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public RecordingsListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RecordingFilter filter = new RecordingFilter(
                options.agent(), options.kind(), options.since(context.clock()), options.until(context.clock()));
        RecordingList list = StoredRecordings.of(context, daemon).list(filter, options.limit(), options.after());
        if (json) {
            context.out().println(Json.pretty(list));
        } else {
            new RecordingTable(context.out(), context.err()).print(list);
        }
        return ExitCodes.OK;
    }
}
