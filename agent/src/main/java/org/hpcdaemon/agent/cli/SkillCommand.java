package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "skill",
        mixinStandardHelpOptions = true,
        description =
                "Prints what the owner of a daemon's machine wants you to know: instructions and guidance. Read it first.",
        footer = {"", "Example:", "  hpc skill cluster"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class SkillCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Option(names = "--json", description = "Print JSON: all of daemon.info.")
    private boolean json;

    SkillCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            DaemonInfo info = session.info();
            if (json) {
                context.out().println(Json.pretty(info));
            } else {
                print(info, context.out());
            }
        }
        return ExitCodes.OK;
    }

    private static void print(DaemonInfo info, PrintStream out) {
        out.println(info.daemon() + ": " + info.clusterName() + ", jobs by " + info.scheduler() + ", as " + info.user()
                + " in " + info.workDir());
        out.println("You may write to: "
                + (info.allowedDirs().isEmpty() ? "wherever its user may" : String.join(", ", info.allowedDirs())));
        out.println("Limits: " + info.sandbox()
                + (info.sandboxNotes().isEmpty() ? "" : ", " + String.join("; ", info.sandboxNotes())));
        if (Boolean.TRUE.equals(info.recorded())) {
            out.println("Recorded: what shells and commands print here is kept for the account owner.");
        }
        if (info.instructions() != null) {
            out.println("\nInstructions of its owner:\n\n" + info.instructions().strip());
        }
        info.skills()
                .forEach(skill -> out.println(
                        "\nSkill " + skill.name() + ":\n\n" + skill.text().strip()));
        if (info.instructions() == null && info.skills().isEmpty()) {
            out.println("Its owner left no instructions and chose no skill.");
        }
    }
}
