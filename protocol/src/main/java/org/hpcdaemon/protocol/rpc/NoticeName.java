package org.hpcdaemon.protocol.rpc;

import java.util.Arrays;
import java.util.Optional;
import org.hpcdaemon.protocol.message.Notice;

/** Every JSON-RPC notification with the record of its parameters. */
public enum NoticeName {
    STREAM_ACK("stream.ack", Notice.StreamAck.class),
    STREAM_END("stream.end", Notice.StreamEnd.class),
    STREAM_GAP("stream.gap", Notice.StreamGap.class),
    STREAM_FAILED("stream.failed", Notice.StreamFailed.class),
    SHELL_ENDED("shell.ended", Notice.ShellEnded.class),
    AGENTS_REVOKED("agents.revoked", Notice.AgentsRevoked.class),
    EVENT_NEW("event.new", Notice.EventNew.class);

    private final String wireName;
    private final Class<? extends Notice> params;

    NoticeName(String wireName, Class<? extends Notice> params) {
        this.wireName = wireName;
        this.params = params;
    }

    public String wireName() {
        return wireName;
    }

    public Class<? extends Notice> params() {
        return params;
    }

    static Optional<NoticeName> named(String wireName) {
        return Arrays.stream(values())
                .filter(name -> name.wireName.equals(wireName))
                .findFirst();
    }

    static NoticeName of(Notice notice) {
        return switch (notice) {
            case Notice.StreamAck _ -> STREAM_ACK;
            case Notice.StreamEnd _ -> STREAM_END;
            case Notice.StreamGap _ -> STREAM_GAP;
            case Notice.StreamFailed _ -> STREAM_FAILED;
            case Notice.ShellEnded _ -> SHELL_ENDED;
            case Notice.AgentsRevoked _ -> AGENTS_REVOKED;
            case Notice.EventNew _ -> EVENT_NEW;
        };
    }
}
