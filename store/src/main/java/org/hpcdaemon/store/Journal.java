package org.hpcdaemon.store;

/**
 * How a database keeps a commit. In both, a transaction that was committed survives a power cut
 * ({@code synchronous=FULL}): what is acknowledged to a peer after a commit must still be there.
 */
public enum Journal {
    /** Readers and the writer do not wait for each other. Needs shared memory between processes: local disks only. */
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

    /** The value of {@code PRAGMA journal_mode}. */
    String mode() {
        return mode;
    }
}
