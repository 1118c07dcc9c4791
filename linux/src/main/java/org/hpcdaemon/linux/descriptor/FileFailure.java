package org.hpcdaemon.linux.descriptor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the kernel refuses of a file, by the number it gives ({@link org.hpcdaemon.linux.call.Errno}). */
public final class FileFailure extends IOException {
    private static final long serialVersionUID = 1;

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
