package org.hpcdaemon.daemon.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that completes hpc-daemon's verbs and options.",
        footer = {"", "Example:", "  hpc-daemon completion bash > ~/.local/share/bash-completion/completions/hpc-daemon"
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class CompletionCommand implements Callable<Integer> {
    /** What there are scripts for; the one for bash finds out that it is read by zsh. */
    enum Shell {
        bash,
        zsh
    }

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out()
                .print(
                        switch (shell) {
                            case bash, zsh ->
                                AutoComplete.bash("hpc-daemon", spec.root().commandLine());
                        });
        return ExitCodes.OK;
    }
}
