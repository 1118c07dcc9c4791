package org.hpcdaemon.daemon.cli.agents;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.cli.shared.OwnerLine;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "freeze",
        mixinStandardHelpOptions = true,
        description = {
            "Stops all work of agents on this machine until `hpc-daemon resume`.",
            "Their commands, shells, file calls and forwarded connections end; new ones and new jobs are refused, and agents are told why. They still read"
                    + " files, logs and states. It holds over restarts. Jobs that were submitted go on, unless --jobs cancels them.",
            "Exit code 1 if jobs could not be cancelled."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon freeze",
            "  hpc-daemon freeze --reason 'the file system is full' --jobs"
        })
public final class FreezeCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What agents are told.")
    private @Nullable String reason;

    @Option(names = "--jobs", description = "Cancel all jobs too.")
    private boolean jobs;

    @Mixin
    private DaemonOption daemon = new DaemonOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public FreezeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        OwnerLine line = OwnerLine.of(context, daemon);
        EndedWork ended = line.freeze(reason, jobs);
        return new EndedPrinter(context, json)
                .print(
                        ended,
                        line.daemon() + " is frozen" + (line.isRunning() ? "" : ", and not running") + "; "
                                + ended.words(),
                        "next: hpc-daemon resume --daemon-id " + line.daemon());
    }
}
