package org.hpcdaemon.daemon.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.logging.Logger;
import org.hpcdaemon.daemon.app.DaemonApp;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.LogFile;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.linux.system.ColdPages;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * A daemon in this process, until it is told to stop.
 *
 * @param logFile where what it says goes; absent: to the terminal
 */
public record Foreground(
        Context context,
        Function<Profiles, Profile> choice,
        @Nullable Path logFile) implements Callable<Integer> {
    private static final Logger LOG = Logger.getLogger(Foreground.class.getName());

    /** By then it is online, and what only a start needs has been touched. */
    private static final Duration STARTED = Duration.ofSeconds(10);

    /** A look at the list of its mappings costs milliseconds, and what is needed again comes back in less. */
    private static final Duration COLD_AFTER = Duration.ofMinutes(10);

    /**
     * The daemon of {@code start --daemon-id ID --log-file FILE}, as {@code start --detach} and the service write it.
     * Such a process stays for months, so it loads no parser of command lines, which would take 4 MiB with it.
     */
    public static Optional<Foreground> background(Context context, String[] args) {
        return args.length == 5
                        && args[0].equals("start")
                        && args[1].equals("--daemon-id")
                        && args[3].equals("--log-file")
                ? Optional.of(
                        new Foreground(context, profiles -> profiles.find(new DaemonId(args[2])), Path.of(args[4])))
                : Optional.empty();
    }

    @Override
    public Integer call() throws InterruptedException {
        Logs.configure(logFile == null ? null : new LogFile(logFile));
        Database database = context.home().openDatabase();
        DaemonApp app;
        try {
            Profile profile = choice.apply(new Profiles(database, context.clock()));
            app = new DaemonApp(context.home(), database, profile, context.clock(), welcome -> tell(welcome, profile));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        try (app;
                DaemonLoop coldPages = new DaemonLoop("cold pages", new LettingGo())) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                app.close();
                if (!app.hasFailed()) {
                    // By itself the JVM would end as if killed, for a stop that went well.
                    Runtime.getRuntime().halt(ExitCodes.OK);
                }
            }));
            coldPages.start();
            app.await();
        }
        return ExitCodes.OK;
    }

    /** What a start or an hour of work has touched is not what a login node is to keep for the rest of the month. */
    private static final class LettingGo implements DaemonLoop.Round {
        private Duration pause = STARTED;

        @Override
        public boolean run() throws InterruptedException {
            Thread.sleep(pause);
            pause = COLD_AFTER;
            try {
                ColdPages.letGo(FileSystems::isShared);
                return true;
            } catch (IOException e) {
                LOG.warning("could not give unused memory back: " + e.getMessage());
                return false;
            }
        }
    }

    private void tell(Welcome welcome, Profile profile) {
        if (logFile == null) {
            try {
                context.out().println("online as " + welcome.daemon() + " at " + profile.platformUrl());
                context.out().flush();
            } catch (HpcException e) {
                LOG.warning(e.reason() + "; " + welcome.daemon() + " is online and goes on");
            }
        }
    }
}
