package org.hpcdaemon.daemon.life;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.life.RunStatus.LinkState;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/** Starts a daemon in a session of its own, so that it outlives the login, and waits until it says how it is. */
public final class Background {
    /** Of the end of the log, with a start that failed. */
    private static final int SHOWN_LINES = 20;

    /** Short beside the second in which a daemon is online, and a look costs one small read. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Home home;
    private final DaemonId daemon;
    private final LogFile log;
    private final RunFile runFile;

    public Background(Home home, DaemonId daemon) {
        this.home = home;
        this.daemon = daemon;
        this.log = new LogFile(home.logFile(daemon));
        this.runFile = new RunFile(home.runFile(daemon));
    }

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * It is.
         *
         * @param sandbox what keeps its agents within their limits; absent: it does not say
         */
        record Online(long pid, RunStatus.@Nullable Sandbox sandbox) implements Outcome {}

        /** It runs and tries on; why it is not online yet. */
        record Trying(long pid, String reason, List<String> log) implements Outcome {}

        record Ended(int exitCode, List<String> log) implements Outcome {}
    }

    /**
     * Starts it and waits until it is online, has ended, cannot get online without help, or the time is up.
     *
     * @param patience how long it may take to be online
     */
    public Outcome start(Duration patience) throws InterruptedException {
        try {
            home.checkRoom();
            log.prepare();
            long from = log.length();
            Process process = launch();
            return await(process, System.nanoTime() + patience.toNanos(), from);
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE, "cannot start " + daemon + " in the background: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for one that something else starts anew, as long as for one that is started here.
     *
     * @param before the pid that it had
     */
    public Outcome startedAnew(long before, Duration patience) throws InterruptedException {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            long from = log.length();
            while (true) {
                Optional<RunStatus> status = runFile.read().filter(found -> found.pid() != before);
                Optional<Outcome> outcome = status.isEmpty()
                        ? Optional.empty()
                        : outcome(status.get().pid(), status, deadline, from);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                if (System.nanoTime() - deadline >= 0) {
                    return new Outcome.Ended(ExitCodes.FAILED, log.tail(SHOWN_LINES, from));
                }
                Thread.sleep(POLL_INTERVAL);
            }
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read the log of " + daemon + ": " + e.getMessage(), e);
        }
    }

    /** setsid and the launcher exec in place: the pid is the daemon's to its end. */
    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(Launcher.command());
        command.addAll(List.of(
                "start", "--daemon-id", daemon.value(), "--log-file", log.path().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/")) // keeps no file system from being unmounted
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.path().toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("HPC_DAEMON_HOME", home.folder().toString(), "HPC_BUILD", "never"));
        return builder.start();
    }

    private Outcome await(Process process, long deadline, long from) throws InterruptedException, IOException {
        while (true) {
            if (process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.Ended(process.exitValue(), log.tail(SHOWN_LINES, from));
            }
            Optional<RunStatus> status = runFile.read().filter(found -> found.pid() == process.pid());
            Optional<Outcome> outcome = outcome(process.pid(), status, deadline, from);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** Empty while it may still come online in time. */
    private Optional<Outcome> outcome(long pid, Optional<RunStatus> status, long deadline, long from)
            throws IOException {
        if (status.isPresent() && status.get().connection().link() == LinkState.ONLINE) {
            return Optional.of(new Outcome.Online(pid, status.get().sandbox()));
        }
        Optional<RunStatus.Connection> connection = status.map(RunStatus::connection);
        boolean stuck = connection.map(RunStatus.Connection::stuck).orElse(false);
        if (!stuck && System.nanoTime() - deadline < 0) {
            return Optional.empty();
        }
        String reason = connection.map(RunStatus.Connection::reason).orElse("it is still connecting to the platform");
        return Optional.of(new Outcome.Trying(pid, reason, log.tail(SHOWN_LINES, from)));
    }
}
