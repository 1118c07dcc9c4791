package org.hpcdaemon.link;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** One message in the send queue. */
sealed interface Outbound {
    int size();

    CompletableFuture<WebSocket> sendTo(WebSocket socket);

    record Text(String text) implements Outbound {
        @Override
        public int size() {
            return text.length();
        }

        @Override
        public CompletableFuture<WebSocket> sendTo(WebSocket socket) {
            return socket.sendText(text, true);
        }
    }

    record Binary(ByteBuffer bytes) implements Outbound {
        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public CompletableFuture<WebSocket> sendTo(WebSocket socket) {
            return socket.sendBinary(bytes, true);
        }
    }
}
