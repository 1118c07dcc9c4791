/** The WebSocket endpoints: they read one message on demand and hand it to the relay. */
@NullMarked
package org.hpcdaemon.platform.socket;

import org.jspecify.annotations.NullMarked;
