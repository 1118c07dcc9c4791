package org.hpcdaemon.cli.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * A service of a systemd: started after a boot, and again when it fails.
 *
 * @param name such as {@code hpc-platform.service}
 */
public record Unit(Systemd systemd, String name) {
    /** As {@code systemctl is-active} says it; {@code activating} also while it waits to start one that failed. */
    private static final Set<String> UNDER_CARE = Set.of("active", "activating", "reloading", "deactivating");

    /** How it is installed. Answers are systemd's own words. */
    public record View(
            boolean systemd,
            String unit,
            boolean installed,
            @Nullable String enabled,
            @Nullable String active,
            @JsonProperty("lingers") @Nullable Boolean lingers) {}

    public UnitFile file() {
        return new UnitFile(systemd.units().resolve(name));
    }

    /** Whether there is a systemd to install it in. */
    public boolean isPossible() {
        return systemd.isUsable();
    }

    /** Has systemd start it after a boot, and now too if told so. */
    public void install(String text, boolean startNow) {
        file().write(text);
        systemd.control("daemon-reload");
        systemd.control("enable", name);
        if (startNow) {
            systemd.control("restart", name);
        }
    }

    /** Whether it outlives the user's last logout; empty if unknown. */
    public Optional<Boolean> lingers(String user) {
        return systemd.lingers(user);
    }

    /** Stops and forgets it. False if it was not installed. */
    public boolean uninstall() {
        if (!file().exists()) {
            return false;
        }
        if (!systemd.isUsable()) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "the unit " + file().file() + " is there, and no " + (systemd.isOfUser() ? "user " : "")
                            + "systemd answers in this login to stop it; do it where it was installed, or remove the"
                            + " file");
        }
        systemd.control("disable", "--now", name);
        file().delete();
        systemd.control("daemon-reload");
        return true;
    }

    /**
     * Stops the unit, so that its process can be ended without systemd starting it again. False if systemd does not manage it.
     */
    public boolean letGo() {
        if (!isUnderCare()) {
            return false;
        }
        systemd.control("stop", "--no-block", name);
        return true;
    }

    /** Has systemd start it anew. False if systemd does not look after it. */
    public boolean restart() {
        if (!isUnderCare()) {
            return false;
        }
        systemd.control("restart", name);
        return true;
    }

    private boolean isUnderCare() {
        return file().exists() && systemd.isUsable() && UNDER_CARE.contains(systemd.ask("is-active", name));
    }

    /**
     * How it is now.
     *
     * @param user whose lingering counts
     */
    public View view(String user) {
        boolean usable = systemd.isUsable();
        boolean installed = file().exists();
        return new View(
                usable,
                file().file().toString(),
                installed,
                usable && installed ? systemd.ask("is-enabled", name) : null,
                usable && installed ? systemd.ask("is-active", name) : null,
                usable ? systemd.lingers(user).orElse(null) : null);
    }
}
