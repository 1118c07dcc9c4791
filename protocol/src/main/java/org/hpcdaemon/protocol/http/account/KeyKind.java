package org.hpcdaemon.protocol.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a key lets its holder be. */
public enum KeyKind {
    @JsonProperty("agent")
    AGENT,
    @JsonProperty("daemon")
    DAEMON,
    /** The account owner, in a browser that is signed in to the console: a cookie there holds it. */
    @JsonProperty("console")
    CONSOLE;

    /** As JSON and tables show it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
