package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.agent.terminal.Notices;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.ShellId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = "Opens a terminal in a live shell on a daemon's machine, or runs commands in one.",
        footer = {
            "",
            "Examples:",
            "  hpc shell mybox                       # a terminal; Ctrl-] leaves it, and",
            "                                        # the shell runs on",
            "  hpc shell mybox --attach s_0123abcd   # back to it, with what came meanwhile",
            "  hpc shell mybox --run 'cd /scratch; export X=1'",
            "                                        # prints `shell ID` on stderr; the",
            "                                        # shell stays open for the next:",
            "  hpc shell mybox --attach s_0123abcd --run 'pwd; echo $X'",
            "  hpc shell mybox < script.sh           # as ssh without a terminal: a login",
            "                                        # bash reads the script, no prompts",
            "  hpc shell mybox --attach s_0123abcd < script.sh",
            "                                        # the script as the command of --run",
            "  hpc shell mybox --list",
            "",
            "A lost connection is taken up again for 5 minutes: no byte is lost, none is",
            "typed twice. Exit codes: the shell's or command's own; 0 after detaching; 124",
            "after --timeout (a command of --run goes on in its shell, a script is ended)."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class ShellCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonArgument daemon;

    @ArgGroup(exclusive = true)
    private @Nullable Action action;

    /** Instead of a terminal; at most one. */
    static final class Action {
        @Option(names = "--run", paramLabel = "CMD", description = "Run a command in the shell and print its output.")
        private @Nullable String run;

        @Option(names = "--list", description = "List your open shells.")
        private boolean list;

        @Option(names = "--close", paramLabel = "ID", description = "End a shell and everything started in it.")
        private @Nullable ShellId close;
    }

    @Mixin
    private ShellOptions options;

    ShellCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Action wanted = action == null ? new Action() : action;
        if (options.from() != null && options.attach() == null) {
            throw new ParameterException(spec.commandLine(), "--from needs --attach ID");
        }
        Notices notices = new Notices(context.err());
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id(), HpcClient.DEFAULT_PATIENCE, notices)) {
            return act(wanted, session, notices);
        }
    }

    private int act(Action wanted, DaemonSession session, Notices notices) throws IOException, InterruptedException {
        if (wanted.list) {
            ShellTable.print(context.out(), session.shells().shells(), options.json());
            return ExitCodes.OK;
        }
        if (wanted.close != null) {
            session.shell(wanted.close).close();
            return ExitCodes.OK;
        }
        ShellScript script = new ShellScript(context, session, options);
        if (wanted.run != null) {
            return script.run(wanted.run);
        }
        if (!LocalTerminal.present()) {
            return options.attach() == null ? script.ofNewBash() : script.ofInput();
        }
        return new ShellVisit(context, session, options, notices).run();
    }
}
