package org.hpcdaemon.store;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** The database could not do it, and changed nothing. The message names the file and says what to do. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What kind of trouble, for those who act on it. */
    public enum Kind {
        /** The disk, or the user's quota, is full. */
        FULL,
        /** The file or its folder cannot be written. */
        READ_ONLY,
        /** The file is damaged, or no database. */
        CORRUPT,
        /** Another process kept the database for longer than the wait. */
        BUSY,
        /** A newer version of the program wrote it. */
        NEWER,
        /** Others on this machine can read it. */
        EXPOSED,
        /** The file system locks nothing. */
        NO_LOCKS,
        /** It was closed: the program is ending. */
        CLOSED,
        /** The file system failed, or a statement is wrong. */
        OTHER
    }

    private final Kind kind;

    StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    private StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static StoreException of(Path file, SQLException e) {
        // The low byte is the primary code; the rest refines it (sqlite.org/rescode.html).
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
        if (e.getErrorCode() == SQLiteErrorCode.SQLITE_IOERR_WRITE.code) {
            // SQLite knows ENOSPC as "full", and EDQUOT, what a user of a cluster meets, only as a failed write.
            code = SQLiteErrorCode.SQLITE_FULL;
        }
        if (mayBeALock(code)) {
            Optional<String> trouble = FileLocks.troubleBeside(file);
            if (trouble.isPresent()) {
                return new StoreException(Kind.NO_LOCKS, trouble.get(), e);
            }
        }
        return switch (code) {
            case SQLITE_FULL ->
                new StoreException(
                        Kind.FULL, "the disk or quota that holds " + file + " is full: free some space, then retry", e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                new StoreException(
                        Kind.READ_ONLY,
                        "cannot write " + file + ": check that you own it and its folder, and that the file system"
                                + " is mounted for writing",
                        e);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new StoreException(
                        Kind.CORRUPT,
                        file + " is damaged or not a database: restore it from a backup, or move it away to start anew",
                        e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StoreException(Kind.BUSY, file + " is in use by another process: retry", e);
            default -> new StoreException(Kind.OTHER, "database " + file + ": " + e.getMessage(), e);
        };
    }

    /** SQLite takes a lock that the file system does not give for one that another process has (os_unix.c). */
    private static boolean mayBeALock(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_BUSY, SQLITE_PROTOCOL, SQLITE_IOERR -> true;
            default -> false;
        };
    }

    static StoreException of(Path file, IOException e) {
        return new StoreException(
                Kind.READ_ONLY,
                "cannot create " + file + ": " + FileTrouble.of(e) + "; check that you may write in its folder",
                e);
    }
}
