package org.hpcdaemon.daemon.cli.manual;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/reference.md}, made from the verbs and the catalogue of settings. */
final class Reference {
    private Reference() {}

    static String of(CommandSpec root) {
        StringBuilder page = new StringBuilder("""
                # Reference of hpc-daemon

                <!-- Made by `hpc-daemon manual markdown`; change the verbs in daemon/…/cli or the catalogue in
                daemon/…/config/Setting.java, and make it anew. -->

                ## Verbs

                | verb | what it does | options beside `--help` |
                |---|---|---|
                """);
        root.subcommands().forEach((name, command) -> verb(page, name, command.getCommandSpec()));
        page.append("""

                ## Settings

                Each setting can be given as a flag, of `setup` or of the verb that its meaning names, as a variable of the environment, or as a line
                `key = value` in `$HPC_DAEMON_HOME/config.properties` (a Java properties file). The first of these that says
                something wins, in this order; then what an earlier setup of the same daemon stored; then the default. In the
                interview they are what is proposed. `HPC_DAEMON_ID` and `daemon-id` hold for the other verbs too.

                | flag | variable | key | meaning | default |
                |---|---|---|---|---|
                """);
        for (Setting setting : Setting.values()) {
            page.append("| `%s` | `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            (setting.flag() + " " + setting.label()
                                            + (setting.kind() == Setting.Kind.LIST ? " ..." : ""))
                                    .strip(),
                            setting.variable(),
                            setting.key(),
                            setting.meaning(),
                            setting.standard().orElse("required")));
        }
        return page.append("""

                A switch is `true` or `false` in a variable or the file. `HPC_DAEMON_HOME` names the state folder, by default
                `~/.hpc_daemon`. `HPC_SLURM_POLL_SECONDS` also holds for a start alone. An administrator of the machine may write
                `slurm-poll-seconds = N` into `/etc/hpc-daemon/site.properties`: then no daemon there asks its scheduler more often. Proxies are those of `HTTPS_PROXY` and `NO_PROXY`.
                """).toString();
    }

    private static void verb(StringBuilder page, String name, CommandSpec spec) {
        if (spec.usageMessage().hidden() || name.equals("help")) {
            return;
        }
        if (!spec.subcommands().isEmpty()) {
            spec.subcommands().forEach((below, command) -> verb(page, name + " " + below, command.getCommandSpec()));
            return;
        }
        String options = Stream.concat(
                        spec.positionalParameters().stream().map(PositionalParamSpec::paramLabel),
                        spec.options().stream()
                                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                                .map(Reference::option))
                .map(word -> "`" + word + "`")
                .collect(Collectors.joining(", "));
        page.append("| `%s` | %s | %s |\n"
                .formatted(
                        name,
                        String.join(" ", spec.usageMessage().description()),
                        name.equals(Setting.SETUP) ? "the settings below" : options));
    }

    private static String option(OptionSpec option) {
        String names = String.join(" ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }
}
