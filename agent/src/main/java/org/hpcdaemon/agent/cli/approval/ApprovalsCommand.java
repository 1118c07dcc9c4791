package org.hpcdaemon.agent.cli.approval;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "approvals",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the requests that a machine's policy leaves to the account owner, and decides about them.",
            "An agent sees its own, and sends its request again once it is allowed. The account owner, signed in, sees all.",
            "A decision is signed by a key of this computer, which the machine's user accepts there once: `hpc approvals key`."
        },
        footer = {
            "",
            "Examples:",
            "  hpc approvals list",
            "  hpc approvals wait mybox p_0123456789abcdef && make deploy",
            "  hpc approvals allow mybox p_0123456789abcdef"
        })
public final class ApprovalsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list, show, wait, allow, deny or key");
    }
}
