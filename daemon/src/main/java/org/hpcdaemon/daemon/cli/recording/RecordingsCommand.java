package org.hpcdaemon.daemon.cli.recording;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "recordings",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what was recorded of shells and commands, where `setup --record` is in force. The daemon need not run.",
            "A recording is a file that asciinema plays; from elsewhere: hpc recordings, hpc play."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon recordings list --since 1d",
            "  asciinema play \"$(hpc-daemon recordings path r_0123456789abcdef)\""
        })
public final class RecordingsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list, path or remove");
    }
}
