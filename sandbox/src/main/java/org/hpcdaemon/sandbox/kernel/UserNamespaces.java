package org.hpcdaemon.sandbox.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kernel's settings by which administrators keep users from making namespaces, which bubblewrap needs unless it is set-uid. */
public final class UserNamespaces {
    /**
     * One of them.
     *
     * @param forbids the value that does
     * @param fix how bubblewrap may make them all the same
     * @param fixForAll how what is started within a box may, too
     */
    private record Setting(String name, String forbids, String fix, String fixForAll) {
        Setting(String name, String forbids, String fix) {
            this(name, forbids, fix, fix);
        }

        String file() {
            return name.replace('.', '/');
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting("user.max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
            new Setting("kernel.unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
            new Setting(
                    "kernel.apparmor_restrict_unprivileged_userns",
                    "1",
                    "an AppArmor profile for bwrap with the line \"userns,\"",
                    "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or AppArmor profiles with the line \"userns,\" both"
                            + " for bwrap and for what it starts"));

    private UserNamespaces() {}

    /** Words to add to why bubblewrap does not work; empty if none of the settings forbids them. */
    public static String forbidden() {
        return forbidden(Path.of("/proc/sys"));
    }

    public static String forbidden(Path settings) {
        return words(settings, Setting::fix);
    }

    /** The same of why containers do not start in a box: what makes namespaces there is not bubblewrap. */
    public static String forbiddenToContainers() {
        return forbiddenToContainers(Path.of("/proc/sys"));
    }

    static String forbiddenToContainers(Path settings) {
        return words(settings, Setting::fixForAll);
    }

    private static String words(Path settings, Function<Setting, String> fix) {
        return SETTINGS.stream()
                .filter(setting -> value(settings.resolve(setting.file())).equals(setting.forbids()))
                .map(setting ->
                        " (" + setting.name() + " is " + setting.forbids() + ", so users may not make namespaces; an"
                                + " administrator allows it by " + fix.apply(setting) + ")")
                .collect(Collectors.joining());
    }

    private static String value(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return ""; // this kernel has no such setting
        }
    }
}
