package org.hpcdaemon.daemon.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what agents may do here without asking.",
            "The rules are in policy.toml in the daemon's home, and in /etc/hpc-daemon/policy.toml, which can only make them"
                    + " stricter; see docs/policy.md."
        },
        footer = {"", "Examples:", "  hpc-daemon policy check -- git status", "  hpc-daemon policy test"})
public final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: check or test");
    }
}
