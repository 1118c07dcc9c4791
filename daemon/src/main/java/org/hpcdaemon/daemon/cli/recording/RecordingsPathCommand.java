package org.hpcdaemon.daemon.cli.recording;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.RecordingId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "path",
        mixinStandardHelpOptions = true,
        description =
                "Prints the file of a recording, in the format asciicast v2. While it is being made, its name ends with .part.",
        footer = {"", "Example:", "  asciinema play \"$(hpc-daemon recordings path r_0123456789abcdef)\""})
public final class RecordingsPathCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "ID", description = "The recording, as `hpc-daemon recordings list` shows it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RecordingId recording;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    public RecordingsPathCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out().println(StoredRecordings.of(context, daemon).path(recording));
        return ExitCodes.OK;
    }
}
