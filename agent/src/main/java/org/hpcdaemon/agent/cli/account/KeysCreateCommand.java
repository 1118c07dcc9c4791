package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Makes a key and prints it: it is not shown again.",
        footer = {"", "Example:", "  hpc keys create --daemon login1 > daemon.key"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class KeysCreateCommand implements Callable<Integer> {
    static final class Holder {
        @Option(names = "--agent", required = true, paramLabel = "NAME", description = "For an agent with this name.")
        private @Nullable String agent;

        @Option(names = "--daemon", required = true, paramLabel = "ID", description = "For the daemon with this id.")
        private @Nullable DaemonId daemon;
    }

    private final Context context;

    @Mixin
    private AccountOwner person;

    @ArgGroup(multiplicity = "1")
    private Holder holder;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public KeysCreateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        CreatedKey made;
        try (HpcClient client = person.client(context)) {
            made = holder.daemon == null
                    ? client.account().createAgentKey(String.valueOf(holder.agent))
                    : client.account().createDaemonKey(holder.daemon.value());
        }
        context.out().println(json ? Json.pretty(KeyLine.of(made)) : made.key());
        return ExitCodes.OK;
    }
}
