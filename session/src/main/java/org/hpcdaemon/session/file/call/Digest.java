package org.hpcdaemon.session.file.call;

import java.io.IOException;
import java.security.MessageDigest;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.file.FileDigest;
import org.hpcdaemon.protocol.Sha256;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a file that is open. */
public final class Digest {
    private static final int BLOCK = 256 << 10;

    private Digest() {}

    /** From its begin to its end; null if it has more bytes than that, as it may have by now. */
    public static @Nullable String of(FileHandle file, long most) throws IOException {
        MessageDigest digest = FileDigest.sha256();
        byte[] block = new byte[BLOCK];
        long at = 0;
        for (int count = file.read(block, 0, BLOCK, 0); count > 0; count = file.read(block, 0, BLOCK, at)) {
            digest.update(block, 0, count);
            at += count;
            if (at > most) {
                return null;
            }
        }
        return Sha256.hex(digest);
    }
}
