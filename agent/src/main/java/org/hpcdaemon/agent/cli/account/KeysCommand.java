package org.hpcdaemon.agent.cli.account;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Lists, makes and revokes your keys.",
            "Needs your own sign-in: a code is sent by e-mail, and is valid for an hour on this machine."
        },
        footer = {"", "Example:", "  hpc keys revoke k_0123456789abcdef01234567"})
public final class KeysCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list, create or revoke");
    }
}
