package org.hpcdaemon.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code help-texts}, in every program: the help of all verbs in one text, for {@code libexec/help} (see unbuilt.sh there). */
@Command(name = "help-texts", hidden = true, description = "Prints the help of all verbs, for libexec/help.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class HelpTextsCommand implements Callable<Integer> {
    /** Columns of what is printed before the terminal's width is known. */
    private static final int COLUMNS = 80;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.root().commandLine().getOut().print(of(spec.root().commandLine()));
        return ExitCodes.OK;
    }

    /** Each verb after a line {@code ==== PROGRAM VERB}. */
    static String of(CommandLine program) {
        StringBuilder all = new StringBuilder();
        add(program, all);
        return all.toString();
    }

    private static void add(CommandLine verb, StringBuilder all) {
        verb.setUsageHelpAutoWidth(false);
        verb.setUsageHelpWidth(COLUMNS);
        all.append("==== ").append(verb.getCommandSpec().qualifiedName()).append('\n');
        all.append(verb.getUsageMessage(Ansi.OFF));
        verb.getCommandSpec().subcommands().forEach((name, sub) -> {
            if (!name.equals("help")) {
                add(sub, all);
            }
        });
    }
}
