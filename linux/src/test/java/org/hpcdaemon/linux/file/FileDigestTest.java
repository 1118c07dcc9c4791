package org.hpcdaemon.linux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import org.hpcdaemon.protocol.Sha256;
import org.junit.jupiter.api.Test;

class FileDigestTest {
    @Test
    void sumsAreThoseOfJava() {
        assumeTrue(FileDigest.isNative(), "no libcrypto here");
        SplittableRandom random = new SplittableRandom(1);
        for (int pieces = 0; pieces < 200; pieces++) {
            MessageDigest here = FileDigest.sha256();
            MessageDigest java = Sha256.digest();
            for (int i = 0; i < pieces; i++) {
                byte[] piece = new byte[random.nextInt(1 << 12) + 3];
                random.nextBytes(piece);
                int length = random.nextInt(piece.length - 2);
                here.update(piece, 2, length);
                java.update(piece, 2, length);
            }
            assertThat(here).isInstanceOf(FileDigest.class);
            assertThat(Sha256.hex(here)).isEqualTo(Sha256.hex(java));
        }
    }

    /** FIPS 180-4's own example, and nothing at all. */
    @Test
    void itBeginsAnewBehindEachSum() {
        MessageDigest digest = FileDigest.sha256();
        digest.update("ab".getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) 'c');
        assertThat(Sha256.hex(digest)).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.hex(digest)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        digest.update((byte) 'x');
        digest.reset();
        assertThat(Sha256.hex(digest)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
