package org.hpcdaemon.agent.cli.file;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        description = "Prints files of a machine, whole and as they are.",
        footer = {
            "",
            "Examples:",
            "  hpc cat mybox:train.py",
            "  hpc cat mybox:runs/1.csv.gz | zcat",
            "  hpc cat --json mybox:train.py"
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ReadCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "DAEMON:PATH",
            converter = RemotePlaces.class,
            description = "The files to print; each is verified by its SHA-256.")
    private List<Place.Remote> places;

    @Option(
            names = "--json",
            description =
                    "Print a JSON object for each: its first lines as text, or its first bytes; \"more\" if there are others.")
    private boolean json;

    public ReadCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        FileCopy copy = new FileCopy((name, size, first) -> new Meter(context.err(), false, name, size, first), false);
        try (Machines machines = new Machines(context.client())) {
            for (Place.Remote place : places) {
                RemoteFiles files = machines.files(place);
                if (json) {
                    context.out().println(Json.pretty(files.read(place.path())));
                } else {
                    copy.print(files, place, context.out());
                }
            }
        }
        return ExitCodes.OK;
    }
}
