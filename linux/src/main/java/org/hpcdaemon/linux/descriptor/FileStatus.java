package org.hpcdaemon.linux.descriptor;

import java.time.Instant;

/**
 * What the kernel knows of a file without opening it.
 *
 * @param mode permission bits, with set-uid, set-gid and sticky
 * @param blocks of 512 bytes that it takes on disk
 */
public record FileStatus(
        FileKind kind,
        int mode,
        long size,
        long blocks,
        int links,
        int owner,
        int group,
        Instant modified,
        FileIdentity identity) {

    /** The same file by whichever name, for as long as it exists. */
    public record FileIdentity(long device, long inode) {}

    public boolean isDirectory() {
        return kind == FileKind.DIRECTORY;
    }
}
