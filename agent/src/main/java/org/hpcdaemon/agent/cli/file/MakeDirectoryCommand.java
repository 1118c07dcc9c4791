package org.hpcdaemon.agent.cli.file;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "mkdir",
        mixinStandardHelpOptions = true,
        description = "Makes directories on a machine.",
        footer = {"", "Examples:", "  hpc mkdir mybox:run1", "  hpc mkdir -p mybox:/scratch/ada/runs/2026"})
@SuppressWarnings("NullAway.Init") // set by picocli
public final class MakeDirectoryCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "DAEMON:PATH",
            converter = RemotePlaces.class,
            description = "The directories to make, in this order.")
    private List<Place.Remote> places;

    @Option(
            names = {"-p", "--parents"},
            description = "Make missing parent directories too; accept a directory that exists.")
    private boolean parents;

    @Option(names = "--json", description = "Print a JSON object for each.")
    private boolean json;

    public MakeDirectoryCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Machines machines = new Machines(context.client())) {
            for (Place.Remote place : places) {
                RemoteFiles files = machines.files(place);
                FileInfo made = parents ? files.makeDirectories(place.path()) : files.makeDirectory(place.path());
                if (json) {
                    context.out().println(Json.pretty(made));
                }
            }
        }
        return ExitCodes.OK;
    }
}
