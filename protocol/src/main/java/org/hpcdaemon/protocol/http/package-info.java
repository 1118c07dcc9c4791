/** What do the platform's HTTP routes take and answer? Requests check themselves; an answer is checked by the client that reads it. */
@NullMarked
package org.hpcdaemon.protocol.http;

import org.jspecify.annotations.NullMarked;
