package org.hpcdaemon.protocol.message;

/** The answer to a request that has nothing to say but that it was done. */
public record Done() {}
