package org.hpcdaemon.platform.cli.service;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.service.Unit;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Stops the platform's systemd unit and removes it; its home stays.",
        footer = {"", "Example:", "  hpc-platform service uninstall"})
@SuppressWarnings("NullAway.Init") // spec is set by picocli
public final class ServiceUninstallCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceScope scope = new ServiceScope();

    @Override
    public Integer call() {
        Unit unit = scope.unit();
        spec.commandLine()
                .getOut()
                .println(
                        unit.uninstall()
                                ? "the platform is stopped and no longer a service; its home stays"
                                : "not installed: there is no " + unit.file().file());
        return ExitCodes.OK;
    }
}
