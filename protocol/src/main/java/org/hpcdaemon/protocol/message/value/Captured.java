package org.hpcdaemon.protocol.message.value;

/**
 * Collected output: its head and, if it was longer than the cap, what was left out and its tail.
 *
 * @param head the first bytes
 * @param omitted the count of bytes left out between head and tail
 * @param tail the last bytes; empty if nothing was left out
 * @param base64 head and tail are base64, since the bytes are not UTF-8
 */
public record Captured(String head, long omitted, String tail, boolean base64) {
    public Captured {
        Checks.required("head", head);
        Checks.required("tail", tail);
    }
}
