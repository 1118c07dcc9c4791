package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.job.JobPrinter;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "whoami",
        mixinStandardHelpOptions = true,
        description = "Shows whose key is in use, on which platform, and where it was found.",
        footer = {"", "Example:", "  hpc whoami --json"})
final class WhoAmICommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    WhoAmICommand(Context context) {
        this.context = context;
    }

    private record Answer(String platform, String keySource, WhoAmI account) {}

    @Override
    public Integer call() {
        try (HpcClient client = context.client()) {
            WhoAmI who = client.whoAmI();
            String platform = context.settings().target().toString();
            String source = context.settings().keySource();
            if (json) {
                context.out().println(Json.pretty(new Answer(platform, source, who)));
                return ExitCodes.OK;
            }
            context.out()
                    .println(Text.printable(who.email()) + ", "
                            + Text.printable(who.kind() + " " + Text.orDash(who.name())));
            JobPrinter.detail(context.out(), "id", who.agent());
            JobPrinter.detail(context.out(), "platform", platform);
            JobPrinter.detail(context.out(), "key from", source);
        }
        return ExitCodes.OK;
    }
}
