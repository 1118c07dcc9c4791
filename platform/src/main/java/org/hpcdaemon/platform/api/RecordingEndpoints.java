package org.hpcdaemon.platform.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** What shells and commands printed. The daemon gives it to the account owner alone. */
final class RecordingEndpoints {
    static final Parameter.Text AGENT =
            new Parameter.Text("agent", "Of the agent of that id or name alone; `user` for the account owner.");
    static final Parameter.OneOf KIND =
            new Parameter.OneOf("kind", "Of shells or of commands alone.", List.of("exec", "shell"));
    static final Parameter.Text SINCE =
            new Parameter.Text("since", "Began then or later: a time such as 2026-07-01T12:00:00Z.");
    static final Parameter.Text UNTIL = new Parameter.Text("until", "Began before that time.");
    static final Parameter.Whole FROM =
            new Parameter.Whole("from", "The first byte wanted; 0 if absent.", 0, Long.MAX_VALUE);

    private final DaemonDoor door;

    RecordingEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer list(HttpCall call) throws InterruptedException {
        RecordingRequest.List request = new RecordingRequest.List(
                call.text(AGENT).orElse(null),
                call.oneOf(KIND)
                        .map(kind -> kind.equals("shell") ? RecordingKind.SHELL : RecordingKind.EXEC)
                        .orElse(null),
                time(call, SINCE),
                time(call, UNTIL),
                CommandEndpoints.limit(call),
                call.text(CommandEndpoints.AFTER).map(Ids::recording).orElse(null));
        return door.ask(call, request, RecordingList.class);
    }

    Answer read(HttpCall call) throws InterruptedException {
        RecordingRequest.Read request =
                new RecordingRequest.Read(Ids.recording(call.path("recording")), call.number(FROM, 0), Waits.max(call));
        return door.through(call, daemon -> Waits.bytes(daemon.ask(request, LogChunk.class), null));
    }

    private static @Nullable Instant time(HttpCall call, Parameter.Text parameter) {
        String given = call.text(parameter).orElse(null);
        try {
            return given == null ? null : Instant.parse(given);
        } catch (DateTimeException e) {
            throw HpcException.invalid(
                    "parameter \"" + parameter.name() + "\" is not a time; give one such as 2026-07-01T12:00:00Z");
        }
    }
}
