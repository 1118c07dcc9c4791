package org.hpcdaemon.protocol.http;

/** The answer to {@link AcknowledgeRequest}: how many of them there were. */
public record Acknowledged(int acknowledged) {}
