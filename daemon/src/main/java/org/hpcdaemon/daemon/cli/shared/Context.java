package org.hpcdaemon.daemon.cli.shared;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.service.Service;
import org.hpcdaemon.daemon.setup.Machine;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;

/** What a command is given. */
public record Context(
        Home home,
        InstantSource clock,
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err) {

    /** For verbs that read nothing and heed no variables. */
    public Context(Home home, InstantSource clock, PrintStream out, PrintStream err) {
        this(home, clock, Map.of(), InputStream.nullInputStream(), out, err);
    }

    /** What a command does with the profiles of the home. */
    public interface ProfileWork<T> {
        T with(Profiles profiles);
    }

    public <T> T profiles(ProfileWork<T> work) {
        return database(database -> work.with(new Profiles(database, clock)));
    }

    public <T> T database(Function<Database, T> work) {
        try (Database database = home.openDatabase()) {
            return work.apply(database);
        }
    }

    public Presence presence(Database database, DaemonId daemon) {
        return Presence.of(database, home, daemon, Host.here(), clock.instant());
    }

    public Service service(DaemonId daemon) {
        return new Service(
                daemon, home, environment, Path.of(System.getProperty("user.home")), System.getProperty("user.name"));
    }

    public Machine machine() {
        return new Machine(Host.here().name(), Path.of(System.getProperty("user.home")), home, environment);
    }
}
