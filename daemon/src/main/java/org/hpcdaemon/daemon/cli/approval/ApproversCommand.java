package org.hpcdaemon.daemon.cli.approval;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "approvers",
        mixinStandardHelpOptions = true,
        description = {
            "Says whose decisions from elsewhere count here.",
            "Each decision is signed, and this machine checks the signature, so that a platform cannot decide in your name.",
            "`hpc approvals key` on your own computer makes the key, and prints what to add here."
        },
        footer = {"", "Examples:", "  hpc-daemon approvers list", "  hpc-daemon approvers remove laptop"})
public final class ApproversCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list, add or remove");
    }
}
