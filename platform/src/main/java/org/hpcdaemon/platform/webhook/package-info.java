/**
 * How is a program told of wake-ups that keeps no connection? {@link org.hpcdaemon.platform.webhook.Webhooks} sends them to URLs, signed as
 * Standard Webhooks 1.0.0 has it. A webhook is a reader of an inbox with a place in it; to be told acknowledges nothing.
 */
@NullMarked
package org.hpcdaemon.platform.webhook;

import org.jspecify.annotations.NullMarked;
