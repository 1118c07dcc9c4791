package org.hpcdaemon.protocol.message.file;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a name stands for. */
public enum FileType {
    @JsonProperty("file")
    FILE,
    @JsonProperty("directory")
    DIRECTORY,
    @JsonProperty("link")
    LINK,
    /** A FIFO, socket or device: it has a name and no content that could be read as a file's. */
    @JsonProperty("special")
    SPECIAL
}
