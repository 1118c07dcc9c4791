package org.hpcdaemon.session.forward;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What the account owner lets agents connect to. */
public enum AllowForward {
    /** Nothing. */
    @JsonProperty("none")
    NONE,
    /** Nodes on which jobs of the agent run, and ports of this machine on which its own processes listen. */
    @JsonProperty("jobs")
    JOBS,
    /** Whatever the machine reaches. */
    @JsonProperty("any")
    ANY;

    /** As it is given and shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
