package org.hpcdaemon.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.ConnectionChecks.Check;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks each step on the way to the platform, and prints what to do if one fails.",
            "Exit code 1 if something keeps hpc from working."
        },
        footer = {"", "Example:", "  hpc doctor"})
final class DoctorCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Check> checks = new ArrayList<>();
        new ConnectionChecks(context.settings()).walk(check -> {
            checks.add(check);
            if (!json) {
                context.out().printf("%-5s %-9s %s%n", check.level(), check.name(), Text.printable(check.found()));
            }
        });
        if (json) {
            context.out().println(Json.pretty(checks));
        }
        return checks.stream().anyMatch(check -> check.level() == ConnectionChecks.Level.fail)
                ? ExitCodes.FAILED
                : ExitCodes.OK;
    }
}
