package org.hpcdaemon.protocol.message.file;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a search did not go through all that it was to search. */
public enum SearchStop {
    /** There are more matches than were asked for, or than an answer holds. */
    @JsonProperty("limit")
    LIMIT,
    /** The time was up. */
    @JsonProperty("time")
    TIME,
    /** A file system beneath does not answer. */
    @JsonProperty("hangs")
    HANGS
}
