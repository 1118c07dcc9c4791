package org.hpcdaemon.daemon.cli;

import java.io.PrintStream;
import java.time.InstantSource;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.store.Database;

/** What a command is given. */
record Context(Home home, InstantSource clock, PrintStream out, PrintStream err) {

    /** What a command does with the profiles of the home. */
    interface ProfileWork<T> {
        T with(Profiles profiles);
    }

    <T> T profiles(ProfileWork<T> work) {
        try (Database database = home.openDatabase()) {
            return work.with(new Profiles(database, clock));
        }
    }
}
