package org.hpcdaemon.linux.descriptor;

/** What a name stands for: the file types of inode(7). */
public enum FileKind {
    FILE(0x8),
    DIRECTORY(0x4),
    LINK(0xa),
    FIFO(0x1),
    SOCKET(0xc),
    CHARACTER_DEVICE(0x2),
    BLOCK_DEVICE(0x6),
    OTHER(0x0);

    private final int type;

    FileKind(int type) {
        this.type = type;
    }

    /** Of S_IFMT, or of {@code d_type}, which is the same shifted. */
    static FileKind of(int type) {
        for (FileKind kind : values()) {
            if (kind.type == type) {
                return kind;
            }
        }
        return OTHER;
    }
}
