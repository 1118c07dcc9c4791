package org.hpcdaemon.session.file.call;

import java.io.IOException;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileType;
import org.jspecify.annotations.Nullable;

/** What is told of a file. */
public final class FileFacts {
    private FileFacts() {}

    /** Asks where a link leads. */
    public interface Target {
        byte[] of() throws IOException;
    }

    public static FileInfo of(FilePath path, FileStatus status, Target target) throws IOException {
        return new FileInfo(
                path,
                type(status.kind()),
                status.size(),
                mode(status.mode()),
                status.modified(),
                status.kind() == FileKind.LINK ? FilePath.of(target.of()) : null);
    }

    public static String mode(int mode) {
        return "%04o".formatted(mode);
    }

    /** Of what the protocol has checked to be octal. */
    public static @Nullable Integer bits(@Nullable String mode) {
        return mode == null ? null : Integer.valueOf(mode, 8);
    }

    public static FileType type(FileKind kind) {
        return switch (kind) {
            case FILE -> FileType.FILE;
            case DIRECTORY -> FileType.DIRECTORY;
            case LINK -> FileType.LINK;
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE, OTHER -> FileType.SPECIAL;
        };
    }
}
