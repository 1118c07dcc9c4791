package org.hpcdaemon.daemon.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.config.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags of the catalogue of settings. */
final class CatalogueOptions {
    private CatalogueOptions() {}

    static void addTo(CommandSpec spec) {
        for (Setting setting : Setting.values()) {
            spec.addOption(option(setting));
        }
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

    /** Those that a command line has. */
    static Map<Setting, List<String>> given(ParseResult parsed) {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
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
