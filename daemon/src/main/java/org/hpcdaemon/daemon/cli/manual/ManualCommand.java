package org.hpcdaemon.daemon.cli.manual;

import java.util.concurrent.Callable;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.protocol.error.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "manual",
        mixinStandardHelpOptions = true,
        description = "Prints the manual page, or the reference for docs/reference.md.",
        footer = {"", "Examples:", "  hpc-daemon manual | man -l -", "  hpc-daemon manual markdown > docs/reference.md"
        })
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ManualCommand implements Callable<Integer> {
    /** As what. */
    enum Form {
        man,
        markdown
    }

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FORM",
            arity = "0..1",
            defaultValue = "man",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Form form;

    public ManualCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.out()
                .print(
                        switch (form) {
                            case man -> ManualPage.of(spec.root());
                            case markdown -> Reference.of(spec.root());
                        });
        return ExitCodes.OK;
    }
}
