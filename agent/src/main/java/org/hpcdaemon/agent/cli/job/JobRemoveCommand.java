package org.hpcdaemon.agent.cli.job;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Removes a job that has ended, with its logs. Files that its script wrote elsewhere stay.",
        footer = {"", "Example:", "  hpc job rm mybox j_0123456789abcdef"})
@SuppressWarnings("NullAway.Init") // set by picocli
public final class JobRemoveCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    public JobRemoveCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            session.job(at.job()).remove();
        }
        return ExitCodes.OK;
    }
}
