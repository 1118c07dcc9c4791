package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;

/** A log that an agent may read. */
interface JobLogFile {
    /** Throws {@link NoSuchFileException} if nothing has been written yet. */
    FileChannel open() throws IOException;

    /** As much of it counts, in bytes: what is behind that will be cut off. */
    default long bound() {
        return Long.MAX_VALUE;
    }
}
