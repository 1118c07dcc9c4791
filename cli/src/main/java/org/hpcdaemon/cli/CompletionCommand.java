package org.hpcdaemon.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}, the same verb in every program. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that completes the verbs and options of ${ROOT-COMMAND-NAME}.",
        footer = {
            "",
            "Example:",
            "  ${ROOT-COMMAND-NAME} completion bash \\",
            "    > ~/.local/share/bash-completion/completions/${ROOT-COMMAND-NAME}"
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class CompletionCommand implements Callable<Integer> {
    /** What there are scripts for; the one for bash finds out that it is read by zsh. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine program = spec.root().commandLine();
        PrintWriter out = program.getOut();
        out.print(
                switch (shell) {
                    case bash, zsh -> AutoComplete.bash(program.getCommandName(), program);
                });
        out.flush();
        return ExitCodes.OK;
    }
}
