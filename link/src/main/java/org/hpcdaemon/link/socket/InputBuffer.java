package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What has arrived on a connection, so many bytes in a row as a reader wants: no frame is copied to be whole. Not thread-safe. */
final class InputBuffer {
    private final InputStream in;
    private final int usual;
    private byte[] buffer;
    private int from;
    private int to;

    /** @param usual how many bytes are read at once; for a longer row it grows, and shrinks again */
    InputBuffer(InputStream in, int usual) {
        this.in = in;
        this.usual = usual;
        this.buffer = new byte[usual];
    }

    /** Waits until that many bytes are there; false if the stream ends before. */
    boolean fill(int count) throws IOException {
        if (to - from < count) {
            makeRoom(count);
        }
        while (to - from < count) {
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                return false;
            }
            to += read;
        }
        return true;
    }

    private void makeRoom(int count) {
        int there = to - from;
        boolean grown = buffer.length > usual && count <= usual;
        if (from + count > buffer.length || there == 0 || grown) {
            byte[] next = count > buffer.length || grown ? new byte[Math.max(count, usual)] : buffer;
            System.arraycopy(buffer, from, next, 0, there);
            buffer = next;
            from = 0;
            to = there;
        }
    }

    /** The next byte of those that are there. */
    int take() {
        return buffer[from++] & 0xff;
    }

    /** The next bytes of those that are there; a view, valid until more are asked for. */
    ByteBuffer take(int count) {
        ByteBuffer view = ByteBuffer.wrap(buffer, from, count);
        from += count;
        return view;
    }
}
