package org.hpcdaemon.protocol.message.value;

/**
 * A piece of a job's log.
 *
 * @param from the offset of the first byte
 * @param data base64 in JSON
 * @param size the log's length now
 * @param complete the job has ended and this reaches the log's end
 */
public record LogChunk(long from, Bytes data, long size, boolean complete) {
    public LogChunk {
        Checks.required("data", data);
    }
}
