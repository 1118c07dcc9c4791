package org.hpcdaemon.daemon.cli.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.app.PolicyChoice;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.policy.file.Trial;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Reads policies as a daemon would, and tries their examples.",
            "Exit code 1 if an example fails, 2 if a file is refused for something else."
        },
        footer = {"", "Examples:", "  hpc-daemon policy test", "  hpc-daemon policy test new-policy.toml"})
public final class PolicyTestCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A policy that is to be tried. Default: those of this machine and of the daemon's home.")
    private @Nullable Path file;

    @Option(
            names = "--site",
            description = "FILE is to be the administrator's, which denies what its rules cannot tell.")
    private boolean site;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public PolicyTestCommand(Context context) {
        this.context = context;
    }

    /** With {@code --json}. */
    private record Tried(String file, List<Trial> examples) {}

    @Override
    public Integer call() throws IOException {
        PolicyChoice choice = PolicyChoice.of(context.home());
        List<Tried> all = new ArrayList<>();
        if (file == null) {
            for (Path each : choice.files()) {
                all.add(new Tried(each.toString(), choice.reader(each).trials(each)));
            }
        } else {
            all.add(new Tried(file.toString(), choice.reader(site).trials(file)));
        }
        if (json) {
            context.out().println(Json.pretty(all));
        } else {
            all.forEach(this::print);
        }
        if (all.isEmpty()) {
            context.err().println("hpc-daemon: there is no policy, so agents need no permission");
        }
        return all.stream().flatMap(each -> each.examples().stream()).allMatch(Trial::holds)
                ? ExitCodes.OK
                : ExitCodes.FAILED;
    }

    private void print(Tried tried) {
        List<Trial> failed =
                tried.examples().stream().filter(each -> !each.holds()).toList();
        failed.forEach(each -> context.out().println(tried.file() + " line " + each.line() + ": " + each.words()));
        context.out()
                .println(tried.file() + ": " + (tried.examples().size() - failed.size()) + " of "
                        + tried.examples().size() + " examples hold");
    }
}
