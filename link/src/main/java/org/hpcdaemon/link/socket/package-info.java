/** How is a WebSocket (RFC 6455) dialled, read and written? Begin with {@link org.hpcdaemon.link.socket.Dialer}. */
@NullMarked
package org.hpcdaemon.link.socket;

import org.jspecify.annotations.NullMarked;
