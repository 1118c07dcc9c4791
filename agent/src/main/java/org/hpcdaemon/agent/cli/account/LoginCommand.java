package org.hpcdaemon.agent.cli.account;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Signs in with a code sent by e-mail and keeps a key for this agent.",
        footer = {
            "",
            "Examples:",
            "  hpc login --url https://hpc.example.org --email ada@example.org --name laptop",
            "  hpc login --url https://hpc.corp --email ada@corp.org --ca-file corp.pem",
            "",
            "The key is kept in ~/.config/hpc, or $HPC_HOME. `hpc whoami` shows whose it is,",
            "`hpc logout` forgets it."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class LoginCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--url", paramLabel = "URL", required = true, description = "The platform's URL.")
    private String url;

    @Option(names = "--email", paramLabel = "ADDRESS", required = true, description = "Where the code is sent.")
    private String email;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "hpc-cli",
            description = "The agent's name (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Further CA certificates to trust (PEM), now and later (default: HPC_CA_FILE).")
    private @Nullable Path caFile;

    public LoginCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Target target = Target.of(url);
        Settings settings = context.settings();
        Path trusted = caFile == null ? settings.caFile() : caFile;
        Network network = settings.network(trusted);
        String token = CodeDialog.signIn(context, network, target, email);
        try (HpcClient person = HpcClient.open(network, target, token)) {
            CreatedKey key = person.account().createAgentKey(name);
            context.err().println("signed in; the key is kept in " + settings.store(target, key.key(), trusted));
        }
        return ExitCodes.OK;
    }
}
