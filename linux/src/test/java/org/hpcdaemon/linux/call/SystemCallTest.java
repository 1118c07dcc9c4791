package org.hpcdaemon.linux.call;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemCallTest {
    private static final int NO_DESCRIPTOR = 1 << 29;
    private static final long EBADF = 9;

    @BeforeEach
    void knownProcessor() {
        assumeTrue(ProcessorFamily.here().isPresent(), ProcessorFamily.unknown());
    }

    @Test
    void answersWithTheDescriptorOrTheNegativeErrno() {
        try (Arena arena = Arena.ofConfined()) {
            long root = arena.allocateFrom("/").address();
            long opened = SystemCall.OPENAT.call(
                    OpenFlags.AT_FDCWD, root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC);
            assertThat(opened).isGreaterThan(2);
            assertThat(SystemCall.CLOSE.call(opened)).isZero();

            long nothing = arena.allocateFrom("/there/is/nothing/here").address();
            assertThat(SystemCall.OPENAT.call(OpenFlags.AT_FDCWD, nothing, OpenFlags.O_RDONLY))
                    .isEqualTo(-Errno.ENOENT);
        }
        assertThat(SystemCall.FSYNC.call(NO_DESCRIPTOR)).isEqualTo(-EBADF);
    }

    @Test
    void aMemoryFileHoldsAllOfALongTextAndIsReadFromItsBeginning() throws IOException {
        byte[] longText = new byte[3 << 20];
        for (int i = 0; i < longText.length; i++) {
            longText[i] = (byte) (i >> 8);
        }
        assertThat(read(longText)).isEqualTo(longText);
        assertThat(read(new byte[0])).isEmpty();
    }

    private static byte[] read(byte[] contents) throws IOException {
        int file = MemoryFile.create(Bytes.of(contents));
        assertThat(file).isGreaterThan(2);
        try {
            return Files.readAllBytes(Path.of("/proc/self/fd/" + file));
        } finally {
            assertThat(SystemCall.CLOSE.call(file)).isZero();
        }
    }

    @Test
    void textsEndWithANullAndEachWithANul() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment texts = Native.texts(arena, Arrays.asList(new byte[] {'a', (byte) 0xff}, new byte[0]));

            assertThat(texts.byteSize()).isEqualTo(3 * ADDRESS.byteSize());
            assertThat(texts.getAtIndex(ADDRESS, 0).reinterpret(3).toArray(JAVA_BYTE))
                    .isEqualTo(new byte[] {'a', (byte) 0xff, 0});
            assertThat(texts.getAtIndex(ADDRESS, 1).reinterpret(1).get(JAVA_BYTE, 0))
                    .isZero();
            assertThat(texts.getAtIndex(ADDRESS, 2).address()).isZero();
        }
    }
}
