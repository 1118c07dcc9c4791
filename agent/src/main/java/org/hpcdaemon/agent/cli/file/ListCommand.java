package org.hpcdaemon.agent.cli.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "Lists a directory on a machine: all names, sorted, a directory's with a slash.",
        footer = {
            "",
            "Examples:",
            "  hpc ls mybox:",
            "  hpc ls -l mybox:/scratch/ada",
            "  hpc ls -R --json mybox:runs",
            "",
            "Sizes are in bytes, times in UTC. Links are not followed, but for PATH itself."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ListCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    private final Context context;

    @Parameters(
            index = "0",
            paramLabel = "DAEMON:PATH",
            converter = RemotePlaces.class,
            description = "A directory or file; no PATH: the daemon's working directory.")
    private Place.Remote place;

    @Option(names = "-l", description = "Show mode, size, time of change and where links lead.")
    private boolean details;

    @Option(
            names = {"-R", "--recursive"},
            description = "List what is beneath, too.")
    private boolean recursive;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ListCommand(Context context) {
        this.context = context;
    }

    /** With {@code --json}. */
    private record View(FilePath path, List<FileInfo> files, List<FilePath> unreadable) {}

    @Override
    public Integer call() {
        List<FileInfo> all = new ArrayList<>();
        List<FilePath> unreadable = new ArrayList<>();
        try (Machines machines = new Machines(context.client())) {
            RemoteFiles files = machines.files(place);
            FileInfo named = files.target(place.path());
            if (named.type() != FileType.DIRECTORY) {
                show(named, all);
            } else {
                FilePath after = null;
                FileList page;
                do {
                    page = files.page(new FileRequest.List(
                            FilePath.of(place.path()), recursive ? Limits.FILE_DEPTH : 1, PAGE, after));
                    page.files().forEach(file -> show(file, all));
                    unreadable.addAll(page.unreadable());
                    after = page.files().isEmpty()
                            ? null
                            : page.files().getLast().path();
                } while (page.more() && after != null);
            }
            if (json) {
                context.out().println(Json.pretty(new View(named.path(), all, unreadable)));
            }
        }
        unreadable.forEach(path -> context.err().println("hpc: not readable: " + Text.printable(path.printable())));
        return ExitCodes.OK;
    }

    /** @param all for JSON, which is one whole */
    private void show(FileInfo file, List<FileInfo> all) {
        if (json) {
            all.add(file);
        } else {
            context.out().println(details ? FileLine.details(file) : FileLine.name(file));
        }
    }
}
