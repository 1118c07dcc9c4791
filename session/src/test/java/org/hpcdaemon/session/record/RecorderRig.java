package org.hpcdaemon.session.record;

import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.testkit.Cast;

/** A recorder with a folder of its own and clocks that tests set. */
public final class RecorderRig implements AutoCloseable {
    public static final AgentId AGENT = new AgentId("a_12345678");

    static final RecordingChoice ON = new RecordingChoice(true, 1, 10, 30);

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-07-01T12:00:00.250Z"));
    final AtomicLong nanos = new AtomicLong(1_000_000_000);
    public final Path folder;
    public final Recordings recordings;
    public final FileRecorder recorder;
    final RecordingUpkeep upkeep;

    public RecorderRig(Path folder) {
        this(folder, ON);
    }

    RecorderRig(Path folder, RecordingChoice choice) {
        this.folder = folder;
        recordings = new Recordings(folder, 5);
        upkeep = new RecordingUpkeep(recordings, choice, now::get);
        recorder = new FileRecorder(
                recordings,
                upkeep,
                choice,
                agent -> AGENT.equals(agent) ? "builder" : null,
                RandomIds.secure(),
                now::get,
                nanos::get);
    }

    static Recorded shell(String name) {
        return Recorded.shell(AGENT, new ShellId("s_12345678"), name, 24, 80, null);
    }

    public List<RecordingInfo> all() {
        return recordings.list(RecordingFilter.ALL, 1000, null).recordings();
    }

    /** The only one, once nothing follows. */
    public Cast ended() throws Exception {
        await().until(() -> all().size() == 1 && all().getFirst().endedAt() != null);
        return Cast.read(recordings.path(all().getFirst().recording()));
    }

    @Override
    public void close() {
        recorder.close();
    }
}
