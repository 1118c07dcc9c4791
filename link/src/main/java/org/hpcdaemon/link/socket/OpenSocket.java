package org.hpcdaemon.link.socket;

/** A WebSocket after its handshake. */
record OpenSocket(Line line, FrameReader messages, FrameWriter frames) implements AutoCloseable {
    /** Cuts it. */
    @Override
    public void close() {
        line.close();
    }
}
