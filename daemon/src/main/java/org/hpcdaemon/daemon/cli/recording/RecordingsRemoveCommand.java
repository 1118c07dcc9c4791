package org.hpcdaemon.daemon.cli.recording;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.Counted;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.session.record.Recordings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Removes recordings that have ended.",
        footer = {
            "",
            "Examples:",
            "  hpc-daemon recordings remove r_0123456789abcdef",
            "  hpc-daemon recordings remove --all"
        })
public final class RecordingsRemoveCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "As `hpc-daemon recordings list` shows them.")
    private List<RecordingId> recordings = List.of();

    @Option(names = "--all", description = "All that have ended.")
    private boolean all;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public RecordingsRemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (all != recordings.isEmpty()) {
            throw HpcException.invalid("name the recordings to remove, or give --all");
        }
        Recordings stored = StoredRecordings.of(context, daemon);
        int removed;
        if (all) {
            removed = stored.removeAll();
        } else {
            recordings.forEach(stored::remove);
            removed = recordings.size();
        }
        context.out().println("removed " + Counted.of(removed, "recording"));
        return ExitCodes.OK;
    }
}
