package org.hpcdaemon.linux.descriptor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the kernel refuses of a file, by the number it gives (errno(3)). */
public final class FileFailure extends IOException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int EMLINK = 31;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int EOPNOTSUPP = 95;
    public static final int ESTALE = 116;
    public static final int EDQUOT = 122;

    private final int number;
    private final transient @Nullable WalkedPath at;

    private FileFailure(int number, @Nullable WalkedPath at) {
        super("errno " + number);
        this.number = number;
        this.at = at;
    }

    FileFailure(int number) {
        this(number, null);
    }

    /** A failure that is found here, before the kernel is asked. */
    public static FileFailure of(int number) {
        return new FileFailure(number);
    }

    /** The result of a system call, if that is not a negative errno. */
    static long checked(long result) throws FileFailure {
        if (result < 0) {
            throw new FileFailure((int) -result);
        }
        return result;
    }

    /** The same, of something on the way to what was named. */
    FileFailure onTheWay(WalkedPath place) {
        return new FileFailure(number, place);
    }

    /** What on the way to a file failed; null: the file itself. */
    public @Nullable WalkedPath at() {
        return at;
    }

    public int number() {
        return number;
    }
}
