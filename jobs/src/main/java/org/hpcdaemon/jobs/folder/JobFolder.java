package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.sandbox.BoxFile;
import org.hpcdaemon.sandbox.Guard;

/**
 * A job's folder, mode 0700: what to run, the wrapper that runs it, and the folders of its tasks (the job's own, if
 * it is not an array). Named by the job's id, which the wrapper takes as the job's tag.
 */
public record JobFolder(Path path) {
    /** The program to start, as {@code bash wrapper FOLDER [ELEMENT]}. */
    public Path wrapper() {
        return path.resolve("wrapper");
    }

    /** Where a task's records and logs are. */
    public TaskFolder task(int element) {
        return new TaskFolder(element == TaskKey.PLAIN ? path : path.resolve(Integer.toString(element)));
    }

    /**
     * Writes everything the wrapper needs. May be called again: it writes the same.
     *
     * @param cwd absolute
     * @param guard within whose limits it runs
     * @throws HpcException {@code STORAGE} if it cannot be written; nothing was started
     */
    public void prepare(JobSpec spec, ArraySpec array, Path cwd, LaunchLimits limits, Guard guard) {
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(path.resolveSibling(NewsFolder.NAME));
            Files.write(path.resolve("env"), nulTerminated(entries(spec.env())));
            Files.write(path.resolve("argv"), nulTerminated(spec.argv()));
            Files.writeString(path.resolve("cwd"), cwd.toString());
            Path script = path.resolve("script");
            for (BoxFile file : guard.job(spec.script() == null ? null : script)) {
                Files.write(path.resolve(file.name()), file.content().toArray());
            }
            if (spec.script() != null) {
                Files.writeString(script, spec.script());
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            }
            Files.writeString(path.resolve("launch"), limits.lines());
            for (int element : array.elements()) {
                Files.createDirectories(task(element).path());
            }
            if (limits.memoryKb() > 0) {
                Files.write(path.resolve("memory"), Resource.bytes(JobFolder.class, "memory.sh"));
            }
            Files.write(wrapper(), Resource.bytes(JobFolder.class, "wrapper.sh"));
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE,
                    "the job's folder cannot be written (disk or quota full?); nothing was started: " + e.getMessage(),
                    e);
        }
    }

    /** How long each log in it may grow, as its jobs were told; empty: as long as it gets. */
    OptionalLong logBytes() {
        try {
            return LaunchLimits.logBytes(Files.readString(path.resolve("launch")));
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /** Writes what the job's environment begins with, where it does not inherit it from the daemon. */
    public void inherit(Map<String, String> environment) throws IOException {
        Files.write(path.resolve("base"), nulTerminated(entries(environment)));
    }

    /** Writes what the scheduler's own part of the wrapper needs, as a file that its owner alone may run. */
    public void put(String name, byte[] content) throws IOException {
        Files.setPosixFilePermissions(
                Files.write(path.resolve(name), content), PosixFilePermissions.fromString("rwx------"));
    }

    /**
     * Writes where the job's script wants its input from and its output to.
     *
     * @param files input, output and error, each with the patterns of sbatch(1) or empty; then append or truncate
     */
    public void redirect(List<String> files) throws IOException {
        Files.write(path.resolve("redirect"), nulTerminated(files));
    }

    /** The scheduler's id for the job, as the wrapper that took it on was told; empty before the first has begun. */
    public Optional<String> schedulerId() {
        return tasks().flatMap(task -> task.started().map(TaskRecord.Started::schedulerId).stream())
                .findFirst();
    }

    /**
     * Deletes it with the records and logs in it; links are not followed.
     *
     * @throws HpcException {@code STORAGE} if something of it stays
     */
    public void delete() {
        try {
            FileTree.delete(path);
        } catch (IOException e) {
            throw new HpcException(
                    ErrorCode.STORAGE, "the job's folder cannot be deleted; try again: " + e.getMessage(), e);
        }
    }

    private Stream<TaskFolder> tasks() {
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> elements = entries.filter(
                            entry -> entry.getFileName().toString().matches("\\d+"))
                    .toList();
            return elements.isEmpty()
                    ? Stream.of(new TaskFolder(path))
                    : elements.stream().map(TaskFolder::new);
        } catch (IOException e) {
            return Stream.empty(); // no folder: nothing was ever submitted
        }
    }

    private static List<String> entries(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static byte[] nulTerminated(List<String> words) {
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(word).append('\0'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
