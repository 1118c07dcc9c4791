package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.CommandDeadline;
import org.hpcdaemon.agent.cli.shared.CommandWords;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.agent.terminal.Notices;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
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
            "  hpc shell mybox --job j_8k2m4q6s8u0w  # on the node of a job that runs",
            "  hpc shell mybox --alloc -- --time 1:00:00 --gpus 1",
            "                                        # in a job that is made for it",
            "  hpc shell mybox --list",
            "  hpc shell mybox --close ID",
            "",
            "With --job it runs in a job of yours that is RUNNING (SLURM), on its first",
            "node, beside what runs in it: within the same limits and on the same GPUs,",
            "with its environment, in its directory. It ends with the job at the latest.",
            "With --alloc it runs in a new job, which is waited for: Ctrl-C cancels the job",
            "meanwhile. The end of the shell is the end of the job; after a lost connection",
            "both go on, for --attach.",
            "",
            "A lost connection is taken up again for 5 minutes: no byte is lost, none is",
            "typed twice. Exit codes: the shell's or command's own; 0 after detaching; 124",
            "after --timeout (a command of --run goes on in its shell, a script is ended);",
            "125 hpc failed and nothing was started; 255 the request was sent and its",
            "outcome is not known: the same --key again does not run it twice."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class ShellCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "OPTION",
            parameterConsumer = CommandWords.class,
            description = "With --alloc, after --: options of its job, as `hpc job submit` has them.")
    private @Nullable List<String> words;

    @ArgGroup(exclusive = true)
    private @Nullable Action action;

    /** Instead of a terminal; at most one. */
    static final class Action {
        @Option(names = "--run", paramLabel = "CMD", description = "Run a command in the shell and print its output.")
        private @Nullable String run;

        @Option(names = "--list", description = "List your open shells.")
        private boolean list;

        @Option(
                names = "--close",
                paramLabel = "ID|NAME",
                split = ",",
                description = "End a shell and everything started in it; several: A,B.")
        private @Nullable List<String> close;

        @Option(names = "--close-all", description = "End all your shells there.")
        private boolean closeAll;

        boolean runs() {
            return !list && !closeAll && close == null;
        }
    }

    @Mixin
    private ShellOptions options;

    public ShellCommand(Context context) {
        this.context = context;
    }

    /** Those of a command, where one runs. */
    @Override
    public int exitCode(ErrorCode code) {
        return action == null || action.runs() ? ExitCodes.ofCommand(code) : ExitCodes.of(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Action wanted = action == null ? new Action() : action;
        if (options.from() != null && options.attach() == null) {
            throw new ParameterException(spec.commandLine(), "--from needs --attach ID");
        }
        if (options.job() != null && (options.attach() != null || !wanted.runs())) {
            throw new ParameterException(spec.commandLine(), "--job is for a new shell");
        }
        checkAllocation(wanted);
        Notices notices = new Notices(context.err());
        // A person at a terminal leaves when they like.
        boolean visit = wanted.runs() && wanted.run == null && LocalTerminal.present();
        CommandDeadline limit = new CommandDeadline(visit ? null : options.timeout());
        try (HpcClient client = context.client();
                DaemonSession session = limit.connect(client, daemon.id(), notices)) {
            return visit
                    ? new ShellVisit(context, session, options, notices, opening(session)).run()
                    : act(wanted, session);
        }
    }

    private void checkAllocation(Action wanted) throws IOException {
        if (!options.alloc()) {
            if (words != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Unmatched arguments: " + words + "; a command goes with --run 'CMD' or hpc exec");
            }
        } else if (options.job() != null || options.attach() != null || !wanted.runs()) {
            throw new ParameterException(spec.commandLine(), "--alloc is for a new shell in a new job");
        } else if (wanted.run == null && !LocalTerminal.present()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--alloc needs a terminal or --run 'CMD'; a script is a job: hpc job submit --script FILE");
        }
    }

    private Opening opening(DaemonSession session) {
        if (!options.alloc()) {
            return size -> options.open(session, size);
        }
        try {
            return new Allocation(context, session, options, words == null ? List.of() : words)::open;
        } catch (ParameterException e) {
            throw new ParameterException(spec.commandLine(), "after --: " + e.getMessage(), e);
        }
    }

    private int act(Action wanted, DaemonSession session) throws IOException, InterruptedException {
        if (wanted.list) {
            ShellTable.print(context, session.shells().shells(), options.json());
            return ExitCodes.OK;
        }
        if (wanted.closeAll) {
            session.shells()
                    .shells()
                    .forEach(shell -> session.shell(shell.shell()).close());
            return ExitCodes.OK;
        }
        if (wanted.close != null) {
            // All are found before one is closed.
            wanted.close.stream()
                    .map(which -> ShellTable.find(session, which))
                    .toList()
                    .forEach(shell -> session.shell(shell).close());
            return ExitCodes.OK;
        }
        ShellScript script = new ShellScript(context, session, options, opening(session));
        if (wanted.run != null) {
            return script.run(wanted.run);
        }
        return options.attach() == null ? script.ofNewBash() : script.ofInput();
    }
}
