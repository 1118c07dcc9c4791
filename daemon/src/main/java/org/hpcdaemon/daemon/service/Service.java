package org.hpcdaemon.daemon.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.cli.service.Systemd;
import org.hpcdaemon.cli.service.Unit;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.life.Launcher;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/** One daemon as a service of this machine: started after a boot, and again when it fails. */
public final class Service {
    private final ServiceEnvironment service;
    private final Unit unit;
    private final String user;
    private final Map<String, String> environment;

    /** @param environment of the login; the service gets a part of it */
    public Service(DaemonId daemon, Home home, Map<String, String> environment, Path userHome, String user) {
        service = ServiceEnvironment.of(daemon, Launcher.command(), home.folder(), home.logFile(daemon), environment);
        unit = new Unit(Systemd.ofUser(environment, userHome), service.unit());
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
         * @param lingers whether it outlives the last logout; absent if unknown
         */
        record AsUnit(
                String unit,
                boolean started,
                List<String> variables,
                @Nullable Boolean lingers) implements Installed {}

        /** Nothing was, since there is no user systemd; the line does it with cron. */
        record ByCron(String line) implements Installed {}
    }

    /**
     * Has the machine start it after a boot, or says how cron would.
     *
     * @param startNow whether to start it at once, too
     */
    public Installed install(boolean startNow) {
        if (!unit.isPossible()) {
            return new Installed.ByCron(Crontab.line(service));
        }
        unit.install(DaemonUnit.text(service), startNow);
        return new Installed.AsUnit(
                unit.file().file().toString(),
                startNow,
                List.copyOf(service.variables().keySet()),
                unit.lingers(user).orElse(null));
    }

    /** Stops and forgets it; jobs go on. False if it was not installed. */
    public boolean uninstall() {
        return unit.uninstall();
    }

    /**
     * Stops the unit, so that its process can be ended without systemd starting it again. False if systemd does not manage it.
     */
    public boolean letGo() {
        return unit.letGo();
    }

    /** Has systemd start it anew. False if systemd does not look after it. */
    public boolean restart() {
        return unit.restart();
    }

    /** The lines of this user's crontab that start the daemon; empty if there is no cron. */
    public List<String> cronLines() {
        return Crontab.linesThatStart(service.daemon(), environment);
    }

    public Unit.View view() {
        return unit.view(user);
    }
}
