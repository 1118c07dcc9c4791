package org.hpcdaemon.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What the user chose for a host where the kernel cannot be made to keep agents within the allowed directories. */
public enum IfUnenforced {
    /** Agents run nothing. */
    @JsonProperty("refuse")
    REFUSE,
    /** Agents run as they would without limits, with guard rails that explain the limits and enforce nothing. */
    @JsonProperty("advisory")
    ADVISORY;

    /** As it is given and shown. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
