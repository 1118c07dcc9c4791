package org.hpcdaemon.daemon.cli.manual;

import java.util.Locale;
import java.util.Map;
import org.hpcdaemon.daemon.config.Setting;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A manual page in the man(7) macros, from the verbs and the catalogue of settings. */
final class ManualPage {
    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    static String of(CommandSpec root) {
        ManualPage manual = new ManualPage();
        String name = root.name();
        manual.line(".TH " + name.toUpperCase(Locale.ROOT) + " 1");
        manual.section("NAME");
        manual.text(name + " - " + String.join(" ", root.usageMessage().description()));
        manual.section("SYNOPSIS");
        manual.line(".B " + name);
        manual.text("VERB [OPTIONS]");
        manual.section("VERBS");
        root.subcommands().forEach((verb, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                manual.verb(verb, command);
            }
        });
        manual.section("SETTINGS");
        manual.text("Each is an option, a variable and a key of $HPC_DAEMON_HOME/config.properties.");
        for (Setting setting : Setting.values()) {
            manual.item(
                    setting.flag() + ", " + setting.variable() + ", " + setting.key(),
                    setting.meaning()
                            + setting.standard()
                                    .map(standard -> " Default: " + standard + ".")
                                    .orElse(""));
        }
        manual.section("EXIT STATUS");
        manual.text("0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed.");
        return manual.page.toString();
    }

    private void verb(String name, CommandLine command) {
        line(".SS " + escaped(name));
        text(String.join(" ", command.getCommandSpec().usageMessage().description()));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                item(String.join(", ", option.names()), String.join(" ", option.description()));
            }
        }
        for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
            item(
                    name + " " + below.getKey(),
                    String.join(
                            " ",
                            below.getValue().getCommandSpec().usageMessage().description()));
        }
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void item(String term, String meaning) {
        line(".TP");
        line(".B " + escaped(term));
        text(meaning);
    }

    private void text(String words) {
        line(escaped(words));
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    /** What roff would take for its own: a backslash anywhere, a dot or quote at the start of a line, and dashes. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("…", "...")
                .replace("%n", " ");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
