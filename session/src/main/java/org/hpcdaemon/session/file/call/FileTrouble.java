package org.hpcdaemon.session.file.call;

import java.io.IOException;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.Trouble;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.sandbox.FileView;

/** What the kernel refuses, in words for the agent that named the file. */
public final class FileTrouble {
    private FileTrouble() {}

    /**
     * What is told of a failure.
     *
     * @param named as the agent wrote it
     */
    public static HpcException of(IOException failure, FilePath named, FileView view) {
        return failure instanceof FileFailure known
                ? of(known, named, view)
                : new HpcException(ErrorCode.STORAGE, named + " cannot be used: " + Trouble.of(failure), failure);
    }

    /**
     * What is told of a change that failed: Landlock refuses what is outside the allowed directories as it refuses for lack of
     * permission.
     *
     * @param absolute the path that the agent means
     */
    public static HpcException ofChange(IOException failure, FilePath named, FilePath absolute, FileView view) {
        boolean forbidden = failure instanceof FileFailure known
                && (known.number() == Errno.EACCES || known.number() == Errno.EPERM);
        return forbidden && !view.isAllowed(WalkedPath.of(absolute.bytes()))
                ? view.outside(named.toString())
                : of(failure, named, view);
    }

    private static HpcException of(FileFailure failure, FilePath named, FileView view) {
        WalkedPath at = failure.at();
        String way = at == null ? "" : " (on the way to it, at " + FilePath.of(at.bytes()) + ")";
        String file = named + way;
        return switch (failure.number()) {
            case Errno.ENOENT -> new HpcException(ErrorCode.NOT_FOUND, "no file " + file);
            case Errno.ENOTDIR ->
                HpcException.invalid(
                        (at == null ? named.toString() : FilePath.of(at.bytes()) + ", on the way to " + named + ",")
                                + " is not a directory");
            case Errno.EACCES, Errno.EPERM ->
                new HpcException(ErrorCode.NOT_ALLOWED, "the daemon's user has no permission for that: " + file);
            case Errno.EROFS ->
                view.allowed().isEmpty()
                        ? new HpcException(ErrorCode.NOT_ALLOWED, file + " is on a file system that is read-only")
                        : view.outside(named.toString());
            case Errno.ELOOP -> HpcException.invalid(file + " leads through more than 40 links");
            case Errno.EEXIST -> new HpcException(ErrorCode.CONFLICT, file + " exists already");
            case Errno.ENOTEMPTY -> new HpcException(ErrorCode.CONFLICT, file + " is a directory that is not empty");
            case Errno.EBUSY ->
                HpcException.invalid(
                        file + " cannot be changed: it is a root, a mounted file system, or ends in . or ..");
            case Errno.EISDIR -> HpcException.invalid(file + " is a directory");
            case Errno.ENAMETOOLONG -> HpcException.invalid(file + " is too long for its file system");
            case Errno.EXDEV ->
                HpcException.invalid(file + " is on another file system; copy it and remove the original");
            case Errno.EINVAL -> HpcException.invalid(file + " is not possible there");
            case Errno.ENOSPC, Errno.EDQUOT ->
                new HpcException(
                        ErrorCode.STORAGE,
                        "the disk or quota that holds " + file + " is full, so it was not changed: free some space");
            case Errno.EFBIG -> new HpcException(ErrorCode.TOO_LARGE, file + " is larger than its file system takes");
            case Errno.EMFILE -> new HpcException(ErrorCode.BUSY, "the daemon has no descriptor left; try again");
            case Errno.EAGAIN, Errno.ESPIPE ->
                HpcException.invalid(file + " is read as a stream and may never end; read it with exec.run");
            case Errno.ENOSYS ->
                new HpcException(ErrorCode.NOT_ALLOWED, "file calls need Linux 4.11 or newer on x86-64 or arm64");
            default ->
                new HpcException(
                        ErrorCode.STORAGE,
                        "the file system refuses " + file + " (errno " + failure.number() + ")",
                        failure);
        };
    }

    /** For what is not a regular file; it was not opened. */
    public static HpcException notAFile(FilePath named, FileKind kind) {
        return HpcException.invalid(named + " is "
                + switch (kind) {
                    case DIRECTORY -> "a directory; file.list shows what is in it";
                    case FIFO -> "a FIFO, which might never answer; read it with exec.run";
                    case SOCKET -> "a socket, which is no file to read or write";
                    case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device; use it with exec.run";
                    case LINK -> "a link; name what it leads to";
                    case FILE, OTHER -> "not a regular file";
                });
    }
}
