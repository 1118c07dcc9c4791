package org.hpcdaemon.linux.descriptor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.hpcdaemon.linux.call.SystemCall;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/** The names in a directory, in the order that the file system has them, however many there are. Used by one thread. */
public final class DirectoryNames {
    /** Some hundred names for each call. */
    private static final int BUFFER = 32 << 10;

    private static final int TYPE_AT = 18;
    private static final int NAME_AT = 19;

    private static final Comparator<Found> BY_BYTES = (one, other) -> Arrays.compareUnsigned(one.name, other.name);

    private final int fd;

    DirectoryNames(int fd) {
        this.fd = fd;
    }

    /** Takes a name. */
    public interface Taker {
        /**
         * Takes one.
         *
         * @param kind what the file system says of it without another look; {@code OTHER} where it does not
         * @return whether to go on
         */
        boolean take(byte[] name, FileKind kind) throws FileFailure;
    }

    /** Gives all but {@code .} and {@code ..}. */
    public void forEach(Taker taker) throws FileFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            while (true) {
                long filled = FileFailure.checked(SystemCall.GETDENTS64.call(fd, buffer.address(), BUFFER));
                if (filled == 0) {
                    return;
                }
                for (long at = 0; at < filled; ) {
                    int length = Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + 16));
                    byte[] name = name(buffer, at + NAME_AT, at + length);
                    FileKind kind = FileKind.of(buffer.get(JAVA_BYTE, at + TYPE_AT));
                    if (!FilePlaces.isSame(name) && !FilePlaces.isUp(name) && !taker.take(name, kind)) {
                        return;
                    }
                    at += length;
                }
            }
        }
    }

    /**
     * The first in the order of their bytes. However many names the directory has, no more are held than are given.
     *
     * @param from the smallest that counts; null: all do
     */
    public List<DirectoryEntry> first(@Nullable Bytes from, int most) throws FileFailure {
        byte[] least = from == null ? new byte[0] : from.toArray();
        PriorityQueue<Found> smallest = new PriorityQueue<>(BY_BYTES.reversed());
        forEach((name, kind) -> {
            if (Arrays.compareUnsigned(name, least) >= 0) {
                smallest.add(new Found(name, kind));
                if (smallest.size() > most) {
                    smallest.remove();
                }
            }
            return true;
        });
        return smallest.stream()
                .sorted(BY_BYTES)
                .map(found -> new DirectoryEntry(Bytes.of(found.name), found.kind))
                .toList();
    }

    private static final class Found {
        private final byte[] name;
        private final FileKind kind;

        private Found(byte[] name, FileKind kind) {
            this.name = name;
            this.kind = kind;
        }
    }

    private static byte[] name(MemorySegment buffer, long from, long to) {
        long end = from;
        while (end < to && buffer.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        return buffer.asSlice(from, end - from).toArray(JAVA_BYTE);
    }
}
