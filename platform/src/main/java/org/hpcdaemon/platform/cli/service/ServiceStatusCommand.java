package org.hpcdaemon.platform.cli.service;

import java.util.concurrent.Callable;
import org.hpcdaemon.cli.service.Unit;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {"Shows whether the platform is a service of this machine.", "Exit code 0 if it is, 1 if not."},
        footer = {"", "Example:", "  hpc-platform service status --json"})
@SuppressWarnings("NullAway.Init") // spec is set by picocli
public final class ServiceStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceScope scope = new ServiceScope();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Unit.View view = scope.unit().view(ServiceScope.userName());
        spec.commandLine().getOut().println(json ? Json.pretty(view) : words(view));
        return view.installed() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private String words(Unit.View view) {
        if (!view.installed()) {
            return view.systemd()
                    ? "not installed; to install it: hpc-platform service install"
                    : "not installed, and no systemd answers here";
        }
        if (!view.systemd()) {
            return view.unit() + ": no systemd answers here";
        }
        return view.unit() + ": " + view.enabled() + ", " + view.active() + "; see: " + scope.asking("journalctl")
                + " -u " + PlatformUnit.NAME;
    }
}
