package org.hpcdaemon.cli;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How {@code --help} is laid out: as wide as {@code COLUMNS} says, and its examples on lines as they were written, to be pasted. */
final class HelpPage {
    /** The least that picocli lays out. */
    private static final int MIN_WIDTH = 55;

    /** Longer lines are hard to read. */
    private static final int MAX_WIDTH = 120;

    private HelpPage() {}

    static void layOut(CommandLine line, Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9]\\d{0,4}")) {
            line.setUsageHelpWidth(Math.clamp(Integer.parseInt(columns), MIN_WIDTH, MAX_WIDTH));
        }
        examplesAsWritten(line);
    }

    private static void examplesAsWritten(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpPage::footer);
        line.setHelpSectionMap(sections);
        line.getSubcommands().values().forEach(HelpPage::examplesAsWritten);
    }

    private static String footer(Help help) {
        return Arrays.stream(help.commandSpec().usageMessage().footer())
                .map(text -> text.replace("%n", System.lineSeparator()).replace("%%", "%") + System.lineSeparator())
                .collect(Collectors.joining());
    }
}
