package org.hpcdaemon.platform.cli.service;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = "Has this machine's systemd start the platform after a boot, and again when it fails.",
        footer = {"", "Example:", "  hpc-platform service install --run-as hpc-platform \\", "    --allow @example.org"
        })
public final class ServiceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: install, uninstall or status");
    }
}
