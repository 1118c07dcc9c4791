package org.hpcdaemon.daemon.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.store.AppendLog;
import org.jspecify.annotations.Nullable;

/**
 * {@code $HPC_DAEMON_HOME/DAEMON.audit.log}: one JSON object a line. Ids, names of files, hosts and ports, and outcomes: no
 * command, no output. Which agent an id is, and where it came from, is in the platform's audit log. Thread-safe.
 */
public final class CommandAudit {
    /** Some 20,000 requests in each file. */
    private static final long FILE_BYTES = 4L << 20;

    /** With the newest 20 MiB, which homes with a quota can spare. */
    private static final int OLDER_FILES = 4;

    private record Line(
            Instant at,
            DaemonId daemon,
            @Nullable UserId user,
            @Nullable AgentId agent,
            String method,
            @Nullable String about,
            String outcome,
            @Nullable Long millis) {}

    private final DaemonId daemon;
    private final AppendLog log;
    private final InstantSource clock;

    public CommandAudit(Path file, DaemonId daemon, InstantSource clock) {
        this.daemon = daemon;
        this.clock = clock;
        this.log = new AppendLog(file, FILE_BYTES, OLDER_FILES, new AppendLog.Loss() {
            @Override
            public String missed(long lines) {
                return lost("audit.missed", lines);
            }

            @Override
            public String dropped(long lines) {
                return lost("audit.dropped", lines);
            }
        });
    }

    /**
     * Adds a line, and returns when the system has it.
     *
     * @param about the shell, job or file, host and port, or the key of a command
     * @param outcome {@code begun}, {@code ok}, or an error code
     * @param took absent where it has only begun
     */
    public void record(Caller caller, String method, @Nullable String about, String outcome, @Nullable Duration took) {
        log.append(Json.printableLine(new Line(
                clock.instant(),
                daemon,
                caller.user(),
                caller.agent(),
                method,
                about,
                outcome,
                took == null ? null : took.toMillis())));
    }

    private String lost(String method, long lines) {
        return Json.printableLine(
                new Line(clock.instant(), daemon, null, null, method, lines + " lines", "lost", null));
    }
}
