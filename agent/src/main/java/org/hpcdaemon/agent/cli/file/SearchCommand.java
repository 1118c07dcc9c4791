package org.hpcdaemon.agent.cli.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Finds lines in the files of a machine, or files by their names.",
        footer = {
            "",
            "Examples:",
            "  hpc search mybox:src 'learning_rate' -g '*.py' -C 2",
            "  hpc search mybox:src -E 'lr *= *0[.]1' --gitignore",
            "  hpc search mybox:/scratch/ada -g '*.ckpt'",
            "",
            "It searches on the machine, so that nothing but what it finds is sent. Links are",
            "not followed; files with a NUL in their first 8 KiB are left out as binary. It",
            "exits with 0 also if it finds nothing."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class SearchCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            index = "0",
            paramLabel = "DAEMON:PATH",
            converter = RemotePlaces.class,
            description = "A directory, with all beneath, or a file; no PATH: the daemon's working directory.")
    private Place.Remote place;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "Text that a line contains; without it, find files by their names.")
    private @Nullable String text;

    @Option(
            names = {"-E", "--regex"},
            description = "Read TEXT as a Java regular expression.")
    private boolean regex;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "Ignore the case of letters.")
    private boolean ignoreCase;

    @Option(
            names = {"-g", "--glob"},
            paramLabel = "GLOB",
            description = "Which files: '*.py' by name, 'src/**' by path, '!build' leaves out; repeatable.")
    private @Nullable List<String> globs;

    @Option(
            names = {"-C", "--context"},
            paramLabel = "LINES",
            description = "Show so many lines before and after each, up to 10.")
    private @Nullable Integer lines;

    @Option(names = "--gitignore", description = "Leave out what .gitignore files name.")
    private boolean gitignore;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Stop after so many matches (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Stop after this long, such as 60s (default: no limit).")
    private @Nullable Duration timeout;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public SearchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        SearchContent content = text == null
                ? null
                : (regex ? SearchContent.ofRegex(text) : SearchContent.ofText(text))
                        .withIgnoreCase(ignoreCase)
                        .withContext(lines);
        FileRequest.Search request = new FileRequest.Search(
                FilePath.of(place.path()), globs == null ? List.of() : globs, gitignore, content, null, null, null);
        List<FileMatches.Match> all = new ArrayList<>();
        SearchPrinter printer = new SearchPrinter(context.out(), context.err());
        try (Machines machines = new Machines(context.client())) {
            FileMatches found = new SearchPages(machines.files(place), limit, timeout).all(request, page -> {
                if (json) {
                    all.addAll(page.matches());
                } else {
                    page.matches().forEach(printer::match);
                }
            });
            if (json) {
                context.out().println(Json.pretty(found.withMatches(all)));
            }
            printer.end(found);
        }
        return ExitCodes.OK;
    }
}
