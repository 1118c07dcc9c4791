package org.hpcdaemon.daemon.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.life.Launcher;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/** One daemon as a service of this machine: started after a boot, and again when it fails. */
public final class Service {
    /** As {@code systemctl is-active} says it; {@code activating} also while it waits to start one that failed. */
    private static final Set<String> UNDER_CARE = Set.of("active", "activating", "reloading", "deactivating");

    private final Systemd systemd;
    private final Surroundings surroundings;
    private final UserUnit unit;
    private final String user;
    private final Map<String, String> environment;

    /** @param environment of the login, part of which the service is given */
    public Service(DaemonId daemon, Home home, Map<String, String> environment, Path userHome, String user) {
        systemd = new Systemd(environment);
        surroundings = Surroundings.of(daemon, Launcher.command(), home.folder(), home.logFile(daemon), environment);
        unit = UserUnit.named(surroundings.unit(), environment, userHome);
        this.user = user;
        this.environment = Map.copyOf(environment);
    }

    /** What came of installing it. */
    public sealed interface Installed {
        /**
         * As a unit that starts after a boot.
         *
         * @param started now too
         * @param variables the names of those that the unit keeps
         * @param lingers whether it outlives the last logout; absent if nobody says
         */
        record AsUnit(
                String unit,
                boolean started,
                List<String> variables,
                @Nullable Boolean lingers) implements Installed {}

        /** Nothing was, since there is no user systemd; the line does it with cron. */
        record ByCron(String line) implements Installed {}
    }

    /** How it is installed. Answers are systemd's own words. */
    public record View(
            boolean systemd,
            String unit,
            boolean installed,
            @Nullable String enabled,
            @Nullable String active,
            @JsonProperty("lingers") @Nullable Boolean lingers) {}

    /**
     * Has the machine start it after a boot, or says how cron would.
     *
     * @param startNow whether to start it at once, too
     */
    public Installed install(boolean startNow) {
        if (!systemd.isUsable()) {
            return new Installed.ByCron(Crontab.line(surroundings));
        }
        unit.write(surroundings);
        systemd.control("daemon-reload");
        systemd.control("enable", surroundings.unit());
        if (startNow) {
            systemd.control("restart", surroundings.unit());
        }
        return new Installed.AsUnit(
                unit.file().toString(),
                startNow,
                List.copyOf(surroundings.variables().keySet()),
                systemd.lingers(user).orElse(null));
    }

    /** Stops and forgets it; jobs go on. False if it was not installed. */
    public boolean uninstall() {
        if (!unit.exists()) {
            return false;
        }
        if (!systemd.isUsable()) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "the unit " + unit.file() + " is there, and no user systemd answers in this login to stop it; do it"
                            + " where it was installed, or remove the file");
        }
        systemd.control("disable", "--now", surroundings.unit());
        unit.delete();
        systemd.control("daemon-reload");
        return true;
    }

    /**
     * Has systemd neither keep it running nor start it again until it is started anew, for whoever ends its process.
     * False if systemd does not look after it.
     */
    public boolean letGo() {
        if (!isUnderCare()) {
            return false;
        }
        systemd.control("stop", "--no-block", surroundings.unit());
        return true;
    }

    /** Has systemd start it anew. False if systemd does not look after it. */
    public boolean restart() {
        if (!isUnderCare()) {
            return false;
        }
        systemd.control("restart", surroundings.unit());
        return true;
    }

    private boolean isUnderCare() {
        return unit.exists()
                && systemd.isUsable()
                && UNDER_CARE.contains(systemd.ask("is-active", surroundings.unit()));
    }

    /** The lines of this user's crontab that start the daemon; empty if there is no cron. */
    public List<String> cronLines() {
        return Crontab.linesThatStart(surroundings.daemon(), environment);
    }

    public View view() {
        boolean usable = systemd.isUsable();
        return new View(
                usable,
                unit.file().toString(),
                unit.exists(),
                usable && unit.exists() ? systemd.ask("is-enabled", surroundings.unit()) : null,
                usable && unit.exists() ? systemd.ask("is-active", surroundings.unit()) : null,
                usable ? systemd.lingers(user).orElse(null) : null);
    }
}
