package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Times;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.account.KeyView;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists your keys and when each was last used, never their secrets.",
        footer = {"", "Example:", "  hpc keys list --json"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class KeysListCommand implements Callable<Integer> {
    private static final Table TABLE = new Table(
            "no keys yet; create one: hpc keys create --agent NAME", "KEY", "KIND", "NAME", "CREATED", "LAST USED");

    private final Context context;

    @Mixin
    private AccountOwner person;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public KeysListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        List<KeyView> keys;
        try (HpcClient client = person.client(context)) {
            keys = client.account().keys();
        }
        if (json) {
            context.out().println(Json.pretty(keys.stream().map(KeyLine::of).toList()));
            return ExitCodes.OK;
        }
        TABLE.print(
                context.out(),
                context.err(),
                keys.stream().map(KeysListCommand::row).toList());
        return ExitCodes.OK;
    }

    private static List<String> row(KeyView key) {
        return List.of(
                key.id(),
                key.kind().wireName(),
                key.name(),
                Text.orDash(Times.second(key.createdAt())),
                key.lastUsedAt() == null ? "never used" : Text.orDash(Times.second(key.lastUsedAt())));
    }
}
