package org.hpcdaemon.daemon.cli;

import java.util.List;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.skill.Skill;
import org.hpcdaemon.daemon.skill.SkillShelf;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "skills",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the skills that agents can be given, or shows one.",
            "A skill of your own is a folder in $HPC_DAEMON_HOME/skills with a SKILL.md (see agentskills.io)."
        },
        footer = {
            "",
            "Examples:",
            "  hpc-daemon skills list",
            "  hpc-daemon skills show slurm-generic",
            "",
            "Give a daemon one: hpc-daemon setup --skill NAME"
        })
final class SkillsCommand implements Runnable {
    private static final Table TABLE = new Table("no skills", "SKILL", "ORIGIN", "DESCRIPTION");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final SkillShelf shelf;
    private final Context context;

    SkillsCommand(Context context) {
        this.context = context;
        this.shelf = new SkillShelf(context.home().skills());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: list or show");
    }

    /** A line of the list. */
    private record Line(
            String name,
            boolean builtIn,
            @Nullable String description,
            @Nullable String error) {
        static Line of(SkillShelf.Found found) {
            return switch (found) {
                case SkillShelf.Found.Usable(Skill skill, boolean builtIn) ->
                    new Line(skill.name(), builtIn, skill.description(), null);
                case SkillShelf.Found.Broken(String name, String reason) -> new Line(name, false, null, reason);
            };
        }

        List<String> row() {
            return List.of(
                    name,
                    builtIn ? "built in" : "own",
                    error == null ? Text.orDash(description) : "not usable: " + error);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them: name, origin, description.",
            footer = {"", "Example:", "  hpc-daemon skills list --json"})
    int list(@Option(names = "--json", description = "Print JSON.") boolean json) {
        List<Line> lines = shelf.all().stream().map(Line::of).toList();
        if (json) {
            context.out().println(Json.pretty(lines));
        } else {
            TABLE.print(
                    context.out(), context.err(), lines.stream().map(Line::row).toList());
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one as agents get it.",
            footer = {"", "Example:", "  hpc-daemon skills show slurm-generic"})
    int show(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        Skill skill = shelf.named(name);
        context.out().print(json ? Json.pretty(skill) + "\n" : skill.text());
        return ExitCodes.OK;
    }
}
