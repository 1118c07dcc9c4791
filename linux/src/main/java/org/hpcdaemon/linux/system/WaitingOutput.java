package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.hpcdaemon.linux.call.Native;

/**
 * A standard stream of this process that may be non-blocking, since the process that started this one shares it and made it so: rsync(1) does. There
 * Java's own stream fails with EAGAIN while the reader is busy, and loses count of what it wrote; this one waits with poll(2).
 * Waiting holds the calling thread in the kernel. For one writer at a time.
 */
public final class WaitingOutput extends OutputStream {
    private final int number;
    private final FileChannel channel;

    private WaitingOutput(int number, FileDescriptor descriptor) {
        this.number = number;
        channel = new FileOutputStream(descriptor).getChannel();
    }

    /** Standard output. */
    public static WaitingOutput standardOutput() {
        return new WaitingOutput(1, FileDescriptor.out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                Poll.awaitWritable(number);
            }
        }
    }

    /** Linked only once there is something to wait for. */
    private static final class Poll {
        private static final short POLLOUT = 4;
        private static final int FOREVER = -1;
        private static final MethodHandle POLL = Native.required("poll", ADDRESS, JAVA_LONG, JAVA_INT);

        /** Returns when it can be written to, or a write would fail; after a signal possibly before. */
        static void awaitWritable(int descriptor) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment one = arena.allocate(8, 4);
                one.set(JAVA_INT, 0, descriptor);
                one.set(JAVA_SHORT, 4, POLLOUT);
                int _ = Native.answer(POLL, one, 1L, FOREVER);
            }
        }
    }
}
