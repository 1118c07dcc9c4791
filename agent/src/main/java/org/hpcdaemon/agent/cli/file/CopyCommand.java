package org.hpcdaemon.agent.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cp",
        mixinStandardHelpOptions = true,
        description = "Copies a file to, from or between machines, as scp does.",
        footer = {
            "",
            "Examples:",
            "  hpc cp data.csv mybox:data/",
            "  hpc cp --resume mybox:/scratch/ada/model.bin .",
            "  hpc cp -r src mybox:project",
            "",
            "A path without a slash at its begin starts in the daemon's working directory,",
            "one with ~/ in the home of its user. A connection that breaks is made again, and",
            "the copy goes on; the sums of both sides are compared at the end."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class CopyCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "SRC", description = "What to copy: PATH, or DAEMON:PATH.")
    private String source;

    @Parameters(index = "1", paramLabel = "DST", description = "Where to: PATH or DAEMON:PATH, a file or a directory.")
    private String target;

    @Option(
            names = {"-r", "--recursive"},
            description = "Copy a directory with all that is in it.")
    private boolean recursive;

    @Option(names = "--resume", description = "Go on where an earlier copy of the same file was interrupted.")
    private boolean resume;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public CopyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        FileCopy copy = new FileCopy(meters(), resume);
        try (HpcClient client = context.client()) {
            FileCopy.Copied copied = switch (new Pair(Place.of(source), Place.of(target))) {
                case Pair(Place.Local _, Place.Local _) ->
                    throw HpcException.invalid(
                            "neither " + source + " nor " + target + " names a daemon; write DAEMON:PATH");
                case Pair(Place.Local(Path from), Place.Remote to) -> up(client, copy, from, to);
                case Pair(Place.Remote from, Place.Local(Path to)) -> down(client, copy, from, to);
                case Pair(Place.Remote from, Place.Remote to) -> across(client, copy, from, to);
            };
            if (json) {
                context.out().println(Json.pretty(copied));
            }
        }
        return ExitCodes.OK;
    }

    private record Pair(Place from, Place to) {}

    private FileCopy.Copied up(HpcClient client, FileCopy copy, Path from, Place.Remote to) throws IOException {
        try (DaemonSession session = client.connect(to.daemon())) {
            if (Files.isDirectory(from)) {
                refuseUnlessRecursive(from.toString());
                return new TreeCopy(context.err()).upload(from, session, to);
            }
            if (!Files.exists(from)) {
                throw new HpcException(ErrorCode.NOT_FOUND, "no file " + from + " on this machine");
            }
            return copy.upload(from, session, within(session, to, String.valueOf(from.getFileName())));
        }
    }

    private FileCopy.Copied down(HpcClient client, FileCopy copy, Place.Remote from, Path to) throws IOException {
        try (DaemonSession session = client.connect(from.daemon())) {
            FileInfo info = session.files().target(from.path());
            if (info.type() == FileType.DIRECTORY) {
                refuseUnlessRecursive(source);
                return new TreeCopy(context.err()).download(session, from, to);
            }
            return copy.download(session, from, info, Files.isDirectory(to) ? to.resolve(from.name()) : to);
        }
    }

    private FileCopy.Copied across(HpcClient client, FileCopy copy, Place.Remote from, Place.Remote to)
            throws IOException {
        try (DaemonSession reader = client.connect(from.daemon());
                DaemonSession writer = client.connect(to.daemon())) {
            FileInfo info = reader.files().target(from.path());
            if (info.type() == FileType.DIRECTORY) {
                throw HpcException.invalid(source + " is a directory; copy it to this machine first, then on");
            }
            return copy.between(reader, from, info, writer, within(writer, to, from.name()));
        }
    }

    private void refuseUnlessRecursive(String directory) {
        if (!recursive) {
            throw HpcException.invalid(directory + " is a directory; copy it with -r");
        }
    }

    /** In a directory that is there, under the same name. */
    private static Place.Remote within(DaemonSession session, Place.Remote to, String name) {
        if (session.files().isDirectory(to.path())) {
            return to.child(name);
        }
        if (to.path().endsWith("/")) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no directory " + to.path() + " on " + to.daemon() + "; make it first: hpc mkdir -p " + to.daemon()
                            + ":" + to.path());
        }
        return to;
    }

    private FileCopy.Meters meters() throws IOException {
        boolean shown = !json && context.isAttended();
        return (name, size, first) -> new Meter(context.err(), shown, name, size, first);
    }
}
