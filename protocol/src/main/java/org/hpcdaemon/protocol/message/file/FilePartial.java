package org.hpcdaemon.protocol.message.file;

/**
 * An upload that has not ended.
 *
 * @param size how much of it is there; 0: nothing
 */
public record FilePartial(long size) {}
