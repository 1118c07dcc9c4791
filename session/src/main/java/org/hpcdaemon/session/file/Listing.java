package org.hpcdaemon.session.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.DirectoryEntry;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.file.call.FileFacts;
import org.jspecify.annotations.Nullable;

/** One page of what is in a directory. However many names it has, no more are held than the page shows. */
final class Listing {
    private final int limit;
    private final int depth;
    private final List<FileInfo> files = new ArrayList<>();
    private final List<FilePath> unreadable = new ArrayList<>();

    Listing(FileRequest.List request) {
        Integer limit = request.limit();
        Integer depth = request.depth();
        this.limit = limit == null ? FileRequest.DEFAULT_LIMIT : limit;
        this.depth = depth == null ? 1 : depth;
    }

    /**
     * Reads the page.
     *
     * @param path of the directory
     * @param after what the page before ended with; null: this is the first
     */
    FileList of(FileHandle directory, FilePath path, @Nullable FilePath after) throws IOException {
        try (FileHandle open = directory.reading()) {
            read(
                    open,
                    null,
                    after == null ? List.of() : WalkedPath.of(after.bytes()).names(),
                    1);
        }
        boolean more = files.size() > limit;
        return new FileList(path, more ? files.subList(0, limit) : files, more, unreadable);
    }

    private void read(FileHandle directory, @Nullable FilePath prefix, List<Bytes> after, int level)
            throws IOException {
        Bytes last = after.isEmpty() ? null : after.getFirst();
        // The one that the last page ended with, and one that tells that there are more.
        int room = limit + 2 - files.size();
        for (DirectoryEntry entry : directory.names().first(last, room)) {
            if (files.size() > limit) {
                return;
            }
            byte[] name = entry.name().toArray();
            boolean shown = last != null && entry.name().equals(last);
            FilePath path = prefix == null ? FilePath.of(name) : prefix.resolve(FilePath.of(name));
            FileKind kind = shown ? FileKind.DIRECTORY : show(directory, name, path);
            if (kind == FileKind.DIRECTORY && level < depth) {
                descend(directory, name, path, shown ? after.subList(1, after.size()) : List.of(), level);
            }
        }
    }

    private void descend(FileHandle directory, byte[] name, FilePath path, List<Bytes> after, int level)
            throws IOException {
        try (FileHandle child = directory.childDirectory(name);
                FileHandle open = child.reading()) {
            read(open, path, after, level + 1);
        } catch (FileFailure failure) {
            switch (failure.number()) {
                case Errno.EACCES, Errno.EPERM -> unreadable.add(path);
                case Errno.ENOENT, Errno.ENOTDIR -> {} // it was removed or replaced meanwhile
                default -> throw failure;
            }
        }
    }

    private FileKind show(FileHandle directory, byte[] name, FilePath path) throws IOException {
        try {
            FileStatus status = directory.status(name);
            files.add(FileFacts.of(path, status, () -> directory.target(name)));
            return status.kind();
        } catch (FileFailure failure) {
            if (failure.number() == Errno.ENOENT) {
                return FileKind.OTHER; // removed meanwhile
            }
            throw failure;
        }
    }
}
