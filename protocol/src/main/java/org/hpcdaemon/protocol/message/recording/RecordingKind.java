package org.hpcdaemon.protocol.message.recording;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Of what a recording is. */
public enum RecordingKind {
    @JsonProperty("exec")
    EXEC,
    @JsonProperty("shell")
    SHELL;

    /** As the protocol names it. */
    public String wireName() {
        return switch (this) {
            case EXEC -> "exec";
            case SHELL -> "shell";
        };
    }
}
