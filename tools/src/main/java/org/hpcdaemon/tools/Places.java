package org.hpcdaemon.tools;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to where each terminal was read, so that a read goes on where the one before ended. Only a convenience: a server that does not
 * know begins at the terminal's end, and every answer names its offset. Thread-safe.
 */
final class Places {
    /** More than an agent has terminals, on several machines. */
    private static final int MOST = 256;

    private final Map<Handle.Shell, Long> next = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Handle.Shell, Long> eldest) {
            return size() > MOST;
        }
    });

    Optional<Long> of(Handle.Shell shell) {
        return Optional.ofNullable(next.get(shell));
    }

    void put(Handle.Shell shell, long offset) {
        next.put(shell, offset);
    }
}
