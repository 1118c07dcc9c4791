package org.hpcdaemon.protocol.message;

import java.util.List;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/** What either side says without being asked and without an answer. */
public sealed interface Notice {

    /** {@code stream.ack}: everything before {@code offset} was taken. Both ways. */
    record StreamAck(int stream, long offset) implements Notice {
        public StreamAck {
            Checks.range("offset", offset, 0, Long.MAX_VALUE);
        }
    }

    /** {@code stream.end}: the stream ends at {@code offset}; every byte before it was sent. Both ways. */
    record StreamEnd(int stream, long offset) implements Notice {
        public StreamEnd {
            Checks.range("offset", offset, 0, Long.MAX_VALUE);
        }
    }

    /** {@code stream.gap}: the bytes from {@code from} up to {@code to} are gone; the stream goes on at {@code to}. */
    record StreamGap(int stream, long from, long to) implements Notice {
        public StreamGap {
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("to", to, from, Long.MAX_VALUE);
        }
    }

    /** {@code stream.failed}: the receiver refused the stream's bytes: wrong offset, over the window, unknown stream. */
    record StreamFailed(int stream, String message) implements Notice {
        public StreamFailed {
            Checks.required("message", message);
        }
    }

    /** {@code shell.ended}, to every attached reader, after the last byte of output. */
    record ShellEnded(
            ShellId shell,
            @Nullable Integer exitCode,
            @Nullable String signal) implements Notice {
        public ShellEnded {
            Checks.required("shell", shell);
        }
    }

    /**
     * {@code agents.revoked}, from the platform to a daemon on route 0: these agents have no live key any more, so what they run is
     * to be ended.
     */
    record AgentsRevoked(List<AgentId> agents) implements Notice {
        public AgentsRevoked {
            agents = List.copyOf(Checks.required("agents", agents));
        }
    }

    /** {@code event.new}, from the platform: the inbox has a wake-up; fetch it there and acknowledge it there. */
    record EventNew(Event event) implements Notice {
        public EventNew {
            Checks.required("event", event);
        }
    }
}
