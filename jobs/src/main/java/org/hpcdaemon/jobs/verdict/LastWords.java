package org.hpcdaemon.jobs.verdict;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.hpcdaemon.jobs.folder.TaskFolder;

/** What a task wrote last to its standard error, before that went elsewhere: why it could not begin. */
public final class LastWords {
    private static final int MAX_BYTES = 500; // a line with a long path in it

    private LastWords() {}

    /** The last line that is not blank; empty if there is none. */
    public static Optional<String> of(TaskFolder task) {
        Path log = task.path().resolve("stderr");
        if (!Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer end = ByteBuffer.allocate(MAX_BYTES);
            file.read(end, Math.max(0, file.size() - MAX_BYTES));
            return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("\\p{Cntrl}", "?").strip())
                    .filter(line -> !line.isEmpty())
                    .reduce((_, last) -> last);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
