package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Signs in with a code sent by e-mail and keeps a key for this agent.",
        footer = {"", "Example:", "  hpc login --url https://hpc.example.org --email ada@example.org --name laptop"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class LoginCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--url", required = true, description = "The platform's URL.")
    private String url;

    @Option(names = "--email", required = true, description = "Where the code is sent.")
    private String email;

    @Option(names = "--name", defaultValue = "hpc-cli", description = "The agent's name (default: ${DEFAULT-VALUE}).")
    private String name;

    LoginCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Target target = Target.of(url);
        String token = CodeDialog.signIn(context, target, email);
        try (HpcClient person = HpcClient.open(context.settings().network(), target, token)) {
            Account.Key key = person.account().createAgentKey(name);
            if (key.key() == null) {
                throw new IOException("the platform made a key and did not show it; try again");
            }
            context.err()
                    .println("signed in; the key is kept in "
                            + context.settings().store(target, key.key()));
        }
        return ExitCodes.OK;
    }
}
