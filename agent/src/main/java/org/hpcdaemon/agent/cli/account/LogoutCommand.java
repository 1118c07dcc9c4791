package org.hpcdaemon.agent.cli.account;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;

@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Forgets the key that `hpc login` stored here. The key itself stays valid until it is revoked.",
        footer = {
            "",
            "Example:",
            "  hpc logout",
            "",
            "`hpc keys list` and `hpc keys revoke ID` end a key everywhere; do that first."
        })
public final class LogoutCommand implements Callable<Integer> {
    private final Context context;

    public LogoutCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Path> forgotten = context.settings().forget();
        if (forgotten.isEmpty()) {
            context.err().println("nothing is stored here");
        }
        forgotten.forEach(file -> context.err().println("deleted " + file));
        if (context.settings().keySource().equals("HPC_API_KEY")) {
            context.err().println("HPC_API_KEY is still set; unset it to stop using that key");
        }
        return ExitCodes.OK;
    }
}
