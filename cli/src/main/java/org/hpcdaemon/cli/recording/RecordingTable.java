package org.hpcdaemon.cli.recording;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingList;

/** Recordings, a line each. */
public record RecordingTable(PrintStream out, PrintStream err) {
    /** So much of a command tells it from others on its line. */
    private static final int COMMAND_CHARS = 60;

    public void print(RecordingList list) {
        new Table("nothing is recorded that fits", "RECORDING", "STARTED", "TOOK", "SIZE", "AGENT", "KIND", "WHAT")
                .print(
                        out,
                        err,
                        list.recordings().stream().map(RecordingTable::row).toList());
        if (list.more()) {
            err.println("and older ones: --after " + list.recordings().getLast().recording());
        }
    }

    private static List<String> row(RecordingInfo info) {
        return List.of(
                info.recording().value(),
                info.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                took(info),
                info.bytes() < 10_000 ? info.bytes() + " B" : info.bytes() / 1000 + " kB",
                agent(info),
                info.kind().wireName(),
                what(info));
    }

    private static String took(RecordingInfo info) {
        Instant ended = info.endedAt();
        if (ended == null) {
            return "goes on";
        }
        Duration took = Duration.between(info.startedAt(), ended);
        long seconds = Math.max(0, took.toSeconds());
        return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String agent(RecordingInfo info) {
        return info.agentName() != null
                ? info.agentName()
                : info.agent() == null ? "user" : info.agent().value();
    }

    private static String what(RecordingInfo info) {
        String what = info.title() != null ? info.title() : Text.orDash(info.command());
        return (what.length() > COMMAND_CHARS ? what.substring(0, COMMAND_CHARS) + "…" : what)
                + (info.job() == null ? "" : " (in " + info.job() + ")");
    }
}
