package org.hpcdaemon.platform.relay;

import java.nio.ByteBuffer;

/** One whole message between an agent and a daemon, not looked into. */
public sealed interface Message {

    /** Its size on the wire, in bytes. */
    int bytes();

    /** A text; {@code bytes} counts it as UTF-8. */
    record Text(String text, int bytes) implements Message {}

    /** The buffer belongs to the message. */
    record Binary(ByteBuffer payload) implements Message {
        @Override
        public int bytes() {
            return payload.remaining();
        }
    }
}
