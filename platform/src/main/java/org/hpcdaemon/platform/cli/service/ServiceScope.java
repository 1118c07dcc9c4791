package org.hpcdaemon.platform.cli.service;

import java.nio.file.Path;
import org.hpcdaemon.cli.service.Systemd;
import org.hpcdaemon.cli.service.Unit;
import picocli.CommandLine.Option;

/** Whose systemd is meant: the machine's for root, unless told otherwise, and a user's own for others. */
final class ServiceScope {
    @Option(names = "--user", description = "In your own systemd, also as root (for others always).")
    private boolean own;

    boolean isOfMachine() {
        return !own && userName().equals("root");
    }

    Unit unit() {
        return new Unit(
                isOfMachine()
                        ? Systemd.ofMachine(System.getenv())
                        : Systemd.ofUser(System.getenv(), Path.of(System.getProperty("user.home"))),
                PlatformUnit.NAME);
    }

    /** How to ask this systemd, such as {@code systemctl --user}. */
    String asking(String program) {
        return isOfMachine() ? program : program + " --user";
    }

    static String userName() {
        return System.getProperty("user.name");
    }
}
