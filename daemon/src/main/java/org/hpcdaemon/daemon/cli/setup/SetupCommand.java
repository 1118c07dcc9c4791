package org.hpcdaemon.daemon.cli.setup;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.CatalogueOptions;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import org.hpcdaemon.daemon.setup.dialog.PipedDialog;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.daemon.setup.dialog.TerminalDialog;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sets up a daemon on this machine: you sign in with a code, and it makes a key and stores a profile.",
            "It asks for what it needs and proposes the options' values; --no-interview asks only for the code."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon setup --url https://hpc.example.org --email ada@example.org",
            "  hpc-daemon setup --no-interview --url https://hpc.example.org \\",
            "    --email ada@example.org --allowed-dirs ~/ws",
            "  hpc-daemon setup --no-interview --url https://hpc.example.org \\",
            "    --api-key-file key --allowed-dirs ~/ws",
            "",
            "A key file comes from the platform's host:",
            "  hpc-platform keys create --email YOU --daemon ID > key",
            "Running it again for the same daemon id updates the profile; what is not said",
            "stays as it was. With --no-interview, and neither --email nor a key file, the",
            "daemon also keeps its key, and no code is needed; without --url, the daemon that",
            "is set up here is meant (several: --daemon-id):",
            "  hpc-daemon setup --no-interview --allowed-dirs ~/ws /scratch/ada",
            "Each option can also stand in $HPC_DAEMON_HOME/config.properties (url = …) or",
            "the environment (HPC_DAEMON_URL=…)."
        })
public final class SetupCommand implements Callable<Integer> {
    private final Context context;
    private CommandSpec spec = CommandSpec.create();

    private SetupCommand(Context context) {
        this.context = context;
    }

    /** The verb with the options of the catalogue. */
    public static CommandSpec spec(Context context) {
        SetupCommand command = new SetupCommand(context);
        command.spec = CatalogueOptions.of(command);
        return command.spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = CatalogueOptions.settings(spec, context);
        try {
            if (settings.isOn(Setting.NO_INTERVIEW)) {
                SetupRun.of(context, settings).unattended(new PipedDialog(context.in(), context.err()));
            } else {
                interview(settings);
            }
            return ExitCodes.OK;
        } catch (SetupStopped e) {
            context.err().println("hpc-daemon: " + e.reason() + "; nothing was changed");
            return ExitCodes.FAILED;
        }
    }

    private void interview(Settings settings) throws IOException, InterruptedException {
        if (!TerminalDialog.present()) {
            throw HpcException.invalid(
                    "the interview needs a terminal; without one add --no-interview, which reads the code from standard input");
        }
        try (TerminalDialog dialog =
                TerminalDialog.open(context.environment().getOrDefault("TERM", "dumb"), context.machine()::path)) {
            dialog.say("At any question, ? explains it, and Ctrl-C stops and changes nothing.");
            SetupRun.of(context, settings, dialog).attended(dialog);
        }
    }
}
