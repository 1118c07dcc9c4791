package org.hpcdaemon.agent.cli.approval;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the public key by which this computer's decisions are known; makes the key if there is none.",
            "The private key stays in $HPC_HOME (default ~/.config/hpc), readable by you alone. No agent should run as you here."
        },
        footer = {"", "Example:", "  hpc approvals key"})
public final class ApproverKeyCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public ApproverKeyCommand(Context context) {
        this.context = context;
    }

    /** With {@code --json}. */
    private record View(ApproverKey key) {}

    @Override
    public Integer call() {
        ApproverKey key = ApproverIdentity.keptOrMade(context.settings().home()).key();
        context.out().println(json ? Json.pretty(new View(key)) : key.value());
        context.err().println("next: on each machine: hpc-daemon approvers add " + key);
        return ExitCodes.OK;
    }
}
