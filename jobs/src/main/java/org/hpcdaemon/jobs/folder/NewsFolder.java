package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.id.JobId;

/**
 * Where wrappers leave a file with their task's name when they have written a record: one look at one folder instead of
 * one at each of ten thousand. It only makes the daemon look sooner; what it misses, the next survey finds.
 */
public record NewsFolder(Path path) {
    /** Beside the folders of jobs; the wrapper knows it too. */
    public static final String NAME = ".news";

    /**
     * The tasks of some jobs that have had news since the last time. What comes from now on is for the next time.
     *
     * @param ours what is of no other daemon of this home, whose news stays
     */
    public List<TaskKey> take(Predicate<JobId> ours) {
        List<TaskKey> tasks = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                TaskKey task = task(entry.getFileName().toString()).orElse(null);
                if (task != null && ours.test(task.job())) {
                    remove(entry);
                    tasks.add(task);
                }
            }
        } catch (IOException e) {
            return tasks; // no folder yet, or one that cannot be read now
        }
        return tasks;
    }

    private static Optional<TaskKey> task(String name) {
        try {
            int dot = name.lastIndexOf('.');
            return Optional.of(
                    dot < 0
                            ? new TaskKey(new JobId(name), TaskKey.PLAIN)
                            : new TaskKey(
                                    new JobId(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // none of ours
        }
    }

    private static void remove(Path entry) {
        try {
            Files.deleteIfExists(entry);
        } catch (IOException e) {
            // It is looked at again.
        }
    }
}
