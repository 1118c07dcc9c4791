package org.hpcdaemon.daemon.cli.approval;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "approvals",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the requests that the policy leaves to you, and decides about them.",
            "An agent sends its request again once it is allowed. A request that waits 24 hours has expired. The daemon need not run.",
            "From elsewhere: hpc approvals, with a key that `hpc-daemon approvers add` accepts."
        },
        footer = {"", "Examples:", "  hpc-daemon approvals list", "  hpc-daemon approvals allow p_0123456789abcdef"})
public final class ApprovalsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list, show, allow or deny");
    }
}
