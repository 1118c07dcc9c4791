package org.hpcdaemon.sandbox.kernel;

/** LANDLOCK_ACCESS_FS_* and LANDLOCK_SCOPE_* of linux/landlock.h, as sets of bits. */
public final class Rights {
    static final long EXECUTE = 1;
    static final long WRITE_FILE = 1 << 1;
    static final long READ_FILE = 1 << 2;
    static final long READ_DIR = 1 << 3;
    private static final long REMOVE = 1 << 4 | 1 << 5;
    private static final long MAKE = 0x7f << 6; // devices, directories, files, sockets, pipes, links
    /** To rename and link from one directory to another; from version 2. */
    static final long REFER = 1 << 13;

    private static final long TRUNCATE = 1 << 14; // from version 3

    /** Every kind of reading. */
    static final long READ = EXECUTE | READ_FILE | READ_DIR;

    /** Of these a file that is no folder can have. */
    static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

    /** The first version that knows truncation, without which a file outside could be emptied. */
    public static final int MIN_VERSION = 3;

    /** The first version that knows scopes. */
    public static final int SCOPES = 6;

    /** Abstract Unix sockets and signals, of processes outside. */
    static final long EVERY_SCOPE = 3;

    /** Every kind of changing. */
    static final long CHANGE = WRITE_FILE | REMOVE | MAKE | REFER | TRUNCATE;

    private Rights() {}
}
