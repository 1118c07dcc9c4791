package org.hpcdaemon.daemon.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** What was said of each {@link Setting}, and where: a flag wins over the environment, that over the file. */
public final class Settings {
    private record Said(List<String> values, String where) {}

    private final Map<Setting, Said> said = new EnumMap<>(Setting.class);

    private Settings() {}

    /**
     * Reads all three places.
     *
     * @param flags those that the command line has
     * @param file a properties file; it need not exist. Throws {@link HpcException} that names a key it should not have
     */
    public static Settings of(Map<Setting, List<String>> flags, Map<String, String> environment, Path file) {
        Settings settings = new Settings();
        settings.file(file);
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.variable());
            if (value != null && !value.isEmpty()) {
                settings.said.put(setting, new Said(split(setting, value), setting.variable()));
            }
        }
        flags.forEach((setting, values) -> settings.said.put(setting, new Said(values, setting.flag())));
        return settings;
    }

    private void file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException | IllegalArgumentException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "cannot read " + file + ": " + e.getMessage(), e);
        }
        for (String key : properties.stringPropertyNames()) {
            Setting setting = Setting.ofKey(key)
                    .orElseThrow(() -> HpcException.invalid(file + " sets \"" + key
                            + "\", which is not a setting; there are: "
                            + Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "))));
            said.put(
                    setting,
                    new Said(split(setting, properties.getProperty(key).strip()), setting.key() + " in " + file));
        }
    }

    private static List<String> split(Setting setting, String value) {
        return switch (setting.kind()) {
            case VALUE, SWITCH -> List.of(value);
            case LIST ->
                Arrays.stream(value.split(":")).filter(each -> !each.isBlank()).toList();
        };
    }

    /** The value of a setting that has one. */
    public Optional<String> text(Setting setting) {
        return Optional.ofNullable(said.get(setting))
                .flatMap(each -> each.values().stream().findFirst());
    }

    /** The values of a setting that may have several; absent if nothing was said. */
    public Optional<List<String>> list(Setting setting) {
        return Optional.ofNullable(said.get(setting)).map(each -> Collections.unmodifiableList(each.values()));
    }

    /** Absent if nothing was said. Throws {@link HpcException} for a word that means neither on nor off. */
    public Optional<Boolean> toggle(Setting setting) {
        return text(setting).map(value -> switch (value) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw HpcException.invalid(where(setting) + " is \"" + value + "\"; give true or false");
        });
    }

    /** Whether it was said to be on. */
    public boolean isOn(Setting setting) {
        return toggle(setting).orElse(false);
    }

    /** A whole number of seconds. Throws {@link HpcException} for anything else. */
    public Duration seconds(Setting setting) {
        String value = text(setting).or(setting::standard).orElse("");
        if (!value.matches("[0-9]{1,6}")) {
            throw HpcException.invalid(where(setting) + " is \"" + value + "\"; give a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    /** The value, or an error that says how to give it. */
    public String required(Setting setting) {
        return text(setting)
                .orElseThrow(() -> HpcException.invalid(
                        "say " + setting.flag() + " " + setting.label() + " (or set " + setting.variable() + ")"));
    }

    /** Where a value comes from, for messages about it. */
    public String where(Setting setting) {
        Said found = said.get(setting);
        return found == null ? setting.flag() : found.where();
    }
}
