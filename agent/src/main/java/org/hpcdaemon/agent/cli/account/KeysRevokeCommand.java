package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revokes a key; its connections end within 5 seconds. Its jobs go on.",
        footer = {"", "Example:", "  hpc keys revoke k_0123456789abcdef01234567"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class KeysRevokeCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private AccountOwner person;

    @Parameters(paramLabel = "ID", description = "As `hpc keys list` shows it.")
    private String id;

    public KeysRevokeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try (HpcClient client = person.client(context)) {
            client.account().revoke(id);
        }
        context.err().println("revoked " + Text.printable(id));
        return ExitCodes.OK;
    }
}
