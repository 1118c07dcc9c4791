package org.hpcdaemon.protocol.http;

import java.util.List;

/**
 * The answer to {@code GET /hpc/events}.
 *
 * @param next the point to ask from next
 */
public record InboxPage(List<InboxEvent> events, long next) {}
