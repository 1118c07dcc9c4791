package org.hpcdaemon.platform.identity;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a key lets its holder be. */
public enum KeyKind {
    @JsonProperty("agent")
    AGENT,
    @JsonProperty("daemon")
    DAEMON
}
