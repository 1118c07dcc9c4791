package org.hpcdaemon.protocol.message.value;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which of a job's two logs. */
public enum LogStream {
    @JsonProperty("stdout")
    STDOUT,
    @JsonProperty("stderr")
    STDERR
}
