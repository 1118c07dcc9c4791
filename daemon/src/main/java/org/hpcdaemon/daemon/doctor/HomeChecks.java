package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.StoreException;

/** The state folder: what it is on, who can reach it, whether it takes what must not be lost. */
final class HomeChecks {
    /** Weeks of jobs and both generations of the log. */
    private static final long ROOM = 64L << 20;

    private final Home home;
    private final Mounts mounts;

    HomeChecks(Home home, Mounts mounts) {
        this.home = home;
        this.mounts = mounts;
    }

    void run(Consumer<Check> report) {
        report.accept(fileSystem());
        report.accept(room());
        report.accept(state());
    }

    private Check fileSystem() {
        Mounts.Mount mount = mounts.of(existing()).orElse(null);
        if (mount == null) {
            return Check.warn(
                    "home", home.folder() + " is on no known file system", "check it yourself: df " + home.folder());
        }
        String where = home.folder() + " is on " + mount.type();
        if (!mount.isShared()) {
            return Check.ok("home", where);
        }
        if (!mount.locksEverywhere()) {
            return Check.warn(
                    "home",
                    where + ", shared with other machines and mounted without their locks",
                    "start the daemon on one machine only, or set HPC_DAEMON_HOME to a folder elsewhere");
        }
        return Check.ok("home", where + ", which other machines may share: one daemon runs on one of them at a time");
    }

    private Check room() {
        try {
            long free = Files.getFileStore(existing()).getUsableSpace();
            String found = (free >> 20) + " MiB are free for " + home.folder();
            return free >= ROOM
                    ? Check.ok("room", found)
                    : Check.warn("room", found, "free some: without space, no job is accepted");
        } catch (IOException e) {
            return Check.warn(
                    "room",
                    "cannot tell how much is free for " + home.folder() + ": " + e.getMessage(),
                    "check it yourself: df");
        }
    }

    private Check state() {
        if (!Files.exists(home.folder())) {
            return Check.ok("state", home.folder() + " does not exist yet; setup makes it, for you alone");
        }
        try (Database database = home.openDatabase()) {
            // A transaction that changes nothing still takes the lock that needs a working file system.
            database.write(_ -> true);
            return Check.ok("state", home.folder() + " is yours alone, and its database works");
        } catch (HpcException e) {
            return Check.fail("state", e.reason(), null);
        } catch (StoreException e) {
            return Check.fail("state", String.valueOf(e.getMessage()), null);
        }
    }

    /** The folder itself, or the nearest above that exists. */
    private Path existing() {
        return Stream.iterate(home.folder(), folder -> folder != null, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .map(HomeChecks::real)
                .orElse(Path.of("/"));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path;
        }
    }
}
