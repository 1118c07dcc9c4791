package org.hpcdaemon.protocol.message.recording;

import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;

/**
 * Recordings, the newest first.
 *
 * @param more whether older ones follow
 */
public record RecordingList(List<RecordingInfo> recordings, boolean more) {
    public RecordingList {
        recordings = List.copyOf(Checks.required("recordings", recordings));
    }
}
