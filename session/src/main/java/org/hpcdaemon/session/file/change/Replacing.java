package org.hpcdaemon.session.file.change;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.session.file.call.Digest;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.jspecify.annotations.Nullable;

/**
 * Gives a name another file, in one step: a temporary one beside it is written to disk and renamed, so that whatever ends meanwhile,
 * the name has the old content or the new.
 */
public final class Replacing {
    private static final int MODE_WITHOUT_UMASK = 0666;
    private static final int PRIVATE = 0600;

    private final NameLocks locks = new NameLocks();

    /** What must be so for the change to be made. */
    public sealed interface Condition {
        record None() implements Condition {}

        record Absent() implements Condition {}

        record Content(String sha256) implements Condition {
            /**
             * Throws {@code CONFLICT} if the file has other content.
             *
             * @param there the SHA-256 of the file that is there; null: there is none
             */
            void check(FilePath named, @Nullable String there) {
                if (!sha256.equals(there)) {
                    throw new HpcException(
                            ErrorCode.CONFLICT,
                            there == null
                                    ? named
                                            + " was removed or replaced meanwhile, so nothing was changed; look with file.stat"
                                    : named + " was changed meanwhile, so it stays as it is: its SHA-256 is now "
                                            + there + "; read it again");
                }
            }
        }

        /** As requests say it. */
        static Condition of(boolean ifAbsent, @Nullable String ifSha256) {
            return ifAbsent ? new Absent() : ifSha256 == null ? new None() : new Content(ifSha256);
        }
    }

    /**
     * Replaces it.
     *
     * @param named as the agent wrote it
     * @param mode null: that of the file that is there, or what the umask leaves
     * @return the mode that it has now
     */
    int replace(FilePath named, FilePlace place, byte[] content, @Nullable Integer mode, Condition condition)
            throws IOException {
        FileStatus before = place.status();
        if (before != null && before.kind() != FileKind.FILE) {
            throw FileTrouble.notAFile(named, before.kind());
        }
        byte[] temporary = (".hpc-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        FileHandle directory = place.entry().directory();
        boolean hidden = mode != null || before != null;
        try (FileHandle file = directory.create(temporary, hidden ? PRIVATE : MODE_WITHOUT_UMASK)) {
            try {
                file.write(content, 0, content.length, 0);
            } catch (IOException e) {
                withdraw(directory, temporary);
                throw e;
            }
            return put(named, place, file, temporary, mode, condition);
        }
    }

    /**
     * Gives a file beside it its name, and removes that file if it cannot.
     *
     * @param file open to be written, with all of its content
     * @param temporary its name
     * @return the mode that it has now
     */
    public int put(
            FilePath named,
            FilePlace place,
            FileHandle file,
            byte[] temporary,
            @Nullable Integer mode,
            Condition condition)
            throws IOException {
        FilePlace.Entry entry = place.entry();
        FileStatus before = place.status();
        Integer wanted = mode == null && before != null ? Integer.valueOf(before.mode()) : mode;
        try {
            if (wanted != null) {
                file.mode(wanted);
            }
            file.sync();
            rename(named, entry, temporary, condition);
        } catch (IOException | RuntimeException e) {
            withdraw(entry.directory(), temporary);
            throw e;
        }
        sync(entry.directory());
        return file.status().mode();
    }

    private void rename(FilePath named, FilePlace.Entry entry, byte[] temporary, Condition condition)
            throws IOException {
        FileHandle directory = entry.directory();
        byte[] name = entry.name().toArray();
        try (NameLocks.Held _ = locks.hold(directory.status().identity(), entry.name())) {
            switch (condition) {
                case Condition.None() -> directory.rename(temporary, directory, name);
                case Condition.Absent() -> directory.renameToFree(temporary, directory, name);
                case Condition.Content content -> {
                    content.check(named, digest(directory, name));
                    directory.rename(temporary, directory, name);
                }
            }
        }
    }

    private static @Nullable String digest(FileHandle directory, byte[] name) throws IOException {
        try (FileHandle there = directory.child(name)) {
            if (there.status().kind() != FileKind.FILE) {
                return null;
            }
            try (FileHandle file = there.reading()) {
                return Digest.of(file, Long.MAX_VALUE);
            }
        } catch (FileFailure failure) {
            if (failure.number() == Errno.ENOENT) {
                return null;
            }
            throw failure;
        }
    }

    /** What cannot be removed now is a file that begins with a dot and the program's name. */
    private static void withdraw(FileHandle directory, byte[] temporary) {
        try {
            directory.remove(temporary, false);
        } catch (FileFailure _) {
            // The failure that led here is the one to tell.
        }
    }

    /** So that the new name survives the machine's crash; a directory that may not be read cannot be told to. */
    private static void sync(FileHandle directory) throws FileFailure {
        try (FileHandle open = directory.reading()) {
            open.sync();
        } catch (FileFailure failure) {
            switch (failure.number()) {
                case Errno.EACCES, Errno.EPERM, Errno.EINVAL, Errno.EROFS -> {}
                default -> throw failure;
            }
        }
    }
}
