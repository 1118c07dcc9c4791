package org.hpcdaemon.daemon.cli.shared;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.daemon.config.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags that verbs have from the catalogue of settings. */
public final class CatalogueOptions {
    private CatalogueOptions() {}

    /** A verb with those that are its own. */
    public static CommandSpec of(Object command) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        Setting.of(spec.name()).forEach(setting -> spec.addOption(option(setting)));
        return spec;
    }

    /** What was said, on its command line and elsewhere. */
    public static Settings settings(CommandSpec spec, Context context) {
        return Settings.of(
                given(spec.name(), spec.commandLine().getParseResult()),
                context.environment(),
                context.home().configFile());
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .description(setting.meaning()
                        + setting.standard()
                                .map(standard -> " Default: " + standard + ".")
                                .orElse(""));
        return switch (setting.kind()) {
            case SWITCH -> option.type(boolean.class).arity("0").build();
            case VALUE ->
                option.type(String.class).arity("1").paramLabel(setting.label()).build();
            case LIST ->
                option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1..*")
                        .paramLabel(setting.label())
                        .build();
        };
    }

    private static Map<Setting, List<String>> given(String verb, ParseResult parsed) {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.of(verb)) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting,
                        switch (setting.kind()) {
                            case SWITCH -> List.of("true");
                            case VALUE -> List.of(parsed.<String>matchedOptionValue(setting.flag(), ""));
                            case LIST -> parsed.matchedOptionValue(setting.flag(), List.<String>of());
                        });
            }
        }
        return flags;
    }
}
