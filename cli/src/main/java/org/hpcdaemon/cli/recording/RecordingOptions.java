package org.hpcdaemon.cli.recording;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.value.TimeSpan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which recordings are listed. */
public final class RecordingOptions {
    @Option(
            names = "--agent",
            paramLabel = "AGENT",
            description = "Only those of this agent, by its id or name; `user` for the account owner's own.")
    private @Nullable String agent;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only those of shells, or of commands: shell or exec.")
    private @Nullable String kind;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those that began at this time or later: 2h for two hours ago, or 2026-07-01T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only those that began before this time.")
    private @Nullable String until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "So many at most, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--after", paramLabel = "ID", description = "Those that began before this recording.")
    private @Nullable RecordingId after;

    public @Nullable String agent() {
        return agent;
    }

    public @Nullable RecordingKind kind() {
        return switch (kind) {
            case null -> null;
            case "shell" -> RecordingKind.SHELL;
            case "exec" -> RecordingKind.EXEC;
            default -> throw HpcException.invalid("--kind is \"" + kind + "\"; it is shell or exec");
        };
    }

    public @Nullable Instant since(InstantSource clock) {
        return time("--since", since, clock);
    }

    public @Nullable Instant until(InstantSource clock) {
        return time("--until", until, clock);
    }

    private static @Nullable Instant time(String option, @Nullable String written, InstantSource clock) {
        if (written == null) {
            return null;
        }
        Optional<Duration> ago = TimeSpan.parse(written);
        if (ago.isPresent()) {
            return clock.instant().minus(ago.get());
        }
        try {
            return Instant.parse(written);
        } catch (DateTimeException e) {
            throw HpcException.invalid(option + " is \"" + written
                    + "\"; give a time before now such as 90s, 30m, 2h or 7d, or one such as"
                    + " 2026-07-01T12:00:00Z");
        }
    }

    public int limit() {
        if (limit < 1 || limit > 1000) {
            throw HpcException.invalid("--limit is " + limit + "; it goes from 1 to 1000");
        }
        return limit;
    }

    public @Nullable RecordingId after() {
        return after;
    }
}
