package org.hpcdaemon.agent.cli.file;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Removes files and empty directories of a machine, and with -r directories with all in them.",
        footer = {
            "",
            "Examples:",
            "  hpc rm mybox:old.csv mybox:older.csv",
            "  hpc rm -r mybox:/scratch/ada/run1",
            "",
            "A link is removed, never its target. Removed files cannot be restored."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class RemoveCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "DAEMON:PATH",
            converter = RemotePlaces.class,
            description = "What to remove, in this order.")
    private List<Place.Remote> places;

    @Option(
            names = {"-r", "--recursive"},
            description = "Remove a directory with all that is in it.")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "Ignore paths that do not exist.")
    private boolean force;

    @Option(names = "--json", description = "Print a JSON object for each that was removed.")
    private boolean json;

    public RemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Machines machines = new Machines(context.client())) {
            for (Place.Remote place : places) {
                remove(machines.files(place), place);
            }
        }
        return ExitCodes.OK;
    }

    private void remove(RemoteFiles files, Place.Remote place) {
        FileRemoved removed;
        try {
            removed = recursive ? files.removeTree(place.path()) : files.remove(place.path());
        } catch (HpcException e) {
            if (force && e.code() == ErrorCode.NOT_FOUND) {
                return;
            }
            throw e.code() == ErrorCode.CONFLICT && !recursive
                    ? new HpcException(e.code(), e.reason() + "; remove it with all that is in it by -r", e)
                    : e;
        }
        if (json) {
            context.out().println(Json.pretty(removed));
        }
    }
}
