package org.hpcdaemon.protocol.http;

import org.hpcdaemon.protocol.message.job.Event;

/**
 * A wake-up in the inbox.
 *
 * @param seq its place in the user's inbox, from 1, growing
 */
public record InboxEvent(long seq, Event event) {}
