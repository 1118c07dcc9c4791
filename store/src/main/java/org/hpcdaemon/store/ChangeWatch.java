package org.hpcdaemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Whether a database may have changed, in whatever process: for loops that look often for what another program writes rarely. It is
 * told by the file's time, which takes no query. With a write-ahead log the file does not tell, so the answer is always yes. Where
 * several machines have the file, one may hear of another's change some seconds late, at the latest with the next write of its own.
 * For one thread.
 */
public final class ChangeWatch {
    private final Path file;
    private final Journal journal;
    private @Nullable FileTime seen;

    /** Something may have changed since, within the same tick of the file system's clock. */
    private boolean unsure = true;

    ChangeWatch(Path file, Journal journal) {
        this.file = file;
        this.journal = journal;
    }

    /** Since this was last asked; true at first. What is read after it holds all that it told of. */
    public boolean mayHaveChanged() {
        FileTime now;
        try {
            now = Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return true; // the database says why
        }
        boolean changed = !now.equals(seen);
        boolean answer = changed || unsure || journal == Journal.WAL;
        unsure = changed;
        seen = now;
        return answer;
    }

    /** What changed was not read: the next answer is yes. */
    public void lookAgain() {
        unsure = true;
    }
}
