package org.hpcdaemon.agent.cli.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        description = "Submits, watches, reads and cancels jobs.",
        footer = {"", "Example:", "  hpc job submit mybox --time 2h --gpus 1 --script train.sh"})
public final class JobCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: submit, status, list, logs, ...");
    }
}
