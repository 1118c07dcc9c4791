package org.hpcdaemon.session.file.change;

import java.io.IOException;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.sandbox.FileView;
import org.jspecify.annotations.Nullable;

/** Makes directories, and those that are missing on the way to a file. */
public record Parents(FileView view) {
    private static final int MODE_WITHOUT_UMASK = 0777;

    /** Makes the directories that are missing on the way, one after the other; not the file itself. */
    public void make(FileHandle root, FilePath path) throws IOException {
        for (int i = 0; i < FilePath.MAX_BYTES; i++) {
            try (FilePlace _ = FilePlaces.find(root, path.bytes(), true)) {
                return;
            } catch (FileFailure failure) {
                if (failure.number() != Errno.ENOENT || failure.at() == null) {
                    throw failure;
                }
                try (FilePlace missing = FilePlaces.find(root, failure.at().bytes(), true)) {
                    view.checkChange(missing.path());
                    make(missing, null);
                }
            }
        }
    }

    /** @param mode null: what the umask leaves */
    static void make(FilePlace place, @Nullable Integer mode) throws IOException {
        FilePlace.Entry entry = place.entry();
        byte[] name = entry.name().toArray();
        entry.directory().makeDirectory(name, MODE_WITHOUT_UMASK);
        if (mode != null) {
            try (FileHandle made = entry.directory().childDirectory(name);
                    FileHandle open = made.reading()) {
                open.mode(mode);
            }
        }
    }
}
