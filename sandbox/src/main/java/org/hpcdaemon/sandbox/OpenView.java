package org.hpcdaemon.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.linux.system.Threads;

/**
 * The machine's own files. Where directories are named all the same, changes elsewhere are refused, as the guard rails of shells do.
 *
 * @param also beside the allowed directories, where every program may write
 */
record OpenView(List<Path> allowed, List<Path> also) implements FileView {
    OpenView {
        allowed = List.copyOf(allowed);
        also = List.copyOf(also);
    }

    @Override
    public <T> T call(Work<T> work) throws IOException {
        return Threads.call("file", () -> {
            try (FileHandle root = FileHandle.directory("/")) {
                return work.from(root);
            }
        });
    }

    @Override
    public void checkChange(WalkedPath path) {
        boolean elsewhere = also.stream().noneMatch(directory -> path.isWithin(WalkedPath.of(directory)));
        if (!isAllowed(path) && elsewhere) {
            throw outside(new String(path.bytes(), StandardCharsets.UTF_8));
        }
    }
}
