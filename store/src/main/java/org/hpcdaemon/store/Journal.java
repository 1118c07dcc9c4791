package org.hpcdaemon.store;

import java.nio.file.Path;

/**
 * How a database keeps a commit. In both, a transaction that was committed survives a power cut
 * ({@code synchronous=FULL}): what is acknowledged to a peer after a commit must still be there.
 */
public enum Journal {
    /** Readers and the writer do not wait for each other. Needs shared memory between processes: one machine only. */
    WAL("wal"),
    /**
     * For homes on NFS and Lustre, where several hosts share no memory: SQLite's write-ahead log is wrong there
     * (sqlite.org/wal.html, section 1). One reader or writer at a time in a process.
     */
    ROLLBACK("delete");

    private final String mode;

    Journal(String mode) {
        this.mode = mode;
    }

    /**
     * For a program that runs on one machine at a time: what its folder is on decides. A home that several machines have, as a
     * daemon's may be, takes {@link #ROLLBACK} wherever it is: the machine that exports a local disk sees no network file system.
     */
    public static Journal onOneMachine(Path folder) {
        return FileSystems.isNetwork(FileSystems.typeOf(folder)) ? ROLLBACK : WAL;
    }

    /** The value of {@code PRAGMA journal_mode}. */
    String mode() {
        return mode;
    }
}
