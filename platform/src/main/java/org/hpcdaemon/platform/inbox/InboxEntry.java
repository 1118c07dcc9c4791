package org.hpcdaemon.platform.inbox;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * An event that waits.
 *
 * @param seq its place in the user's inbox, from 1, growing
 * @param event an {@link org.hpcdaemon.protocol.message.job.Event} as JSON
 */
public record InboxEntry(long seq, @JsonRawValue String event) {}
