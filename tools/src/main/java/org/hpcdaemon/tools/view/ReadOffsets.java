package org.hpcdaemon.tools.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.tools.call.Handle;

/**
 * Up to where each terminal was read, so that a read goes on where the one before ended. Only a convenience: a server that does not
 * know begins at the terminal's end, and every answer names its offset. Thread-safe.
 */
public final class ReadOffsets {
    private final Map<Handle.Shell, Long> next;

    /** @param most terminals; of more, those that were read longest ago are forgotten */
    public ReadOffsets(int most) {
        next = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Handle.Shell, Long> eldest) {
                return size() > most;
            }
        });
    }

    public Optional<Long> of(Handle.Shell shell) {
        return Optional.ofNullable(next.get(shell));
    }

    public void put(Handle.Shell shell, long offset) {
        next.put(shell, offset);
    }
}
