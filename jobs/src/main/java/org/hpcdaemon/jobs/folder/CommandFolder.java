package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * What a command in a running job is, mode 0700, and which step of the scheduler's it has become. There as long as the command may run: what
 * a daemon finds when it starts, an earlier one has left.
 */
public record CommandFolder(Path path) {
    /** Beside the folders of jobs, so that all are found by one look. */
    private static final String NAME = ".commands";

    private static final String ENDS = "ends";

    /**
     * One that is not there yet.
     *
     * @param jobs the folder of all jobs
     * @param name no other command's, beginning with its job's id and a point
     */
    public static CommandFolder of(Path jobs, String name) {
        return new CommandFolder(jobs.resolve(NAME).resolve(name));
    }

    /**
     * Makes it.
     *
     * @param program what starts it, by whatever its scheduler needs
     * @param argv its words, none of which has a NUL
     * @param environment added to its job's
     * @param cwd absolute or from its job's; absent: its job's
     */
    public void create(byte[] program, List<String> argv, Map<String, String> environment, @Nullable String cwd)
            throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.write(program(), program);
        Files.write(path.resolve("argv"), nulTerminated(argv.stream()));
        Files.write(
                path.resolve("env"),
                nulTerminated(environment.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())));
        Files.writeString(path.resolve("cwd"), cwd == null ? "" : cwd);
    }

    private static byte[] nulTerminated(Stream<String> words) {
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(word).append('\0'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Those that there are. */
    public static List<CommandFolder> all(Path jobs) throws IOException {
        Path folder = jobs.resolve(NAME);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(CommandFolder::new).toList();
        }
    }

    /** The job that it is in, by its name. */
    public Optional<JobId> job() {
        try {
            return Optional.of(new JobId(path.getFileName().toString().split("\\.", 2)[0]));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is to be run to start it. */
    public Path program() {
        return path.resolve("program");
    }

    /** Notes that this job, or element, is to end with the command. */
    public void endsWith(TaskKey task) throws IOException {
        Files.writeString(path.resolve(ENDS), task.job() + "\n" + task.element() + "\n");
    }

    /** What is to end with the command. */
    public Optional<TaskKey> ends() throws IOException {
        Path file = path.resolve(ENDS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return Optional.of(new TaskKey(new JobId(lines.getFirst()), Integer.parseInt(lines.getLast())));
    }

    /** For what a shell has of its own; if it is there, the command is a shell. */
    public Path shell() {
        return path.resolve("shell");
    }

    /** The scheduler's name for it, once it has begun. */
    public Optional<String> step() {
        try {
            return Optional.of(Files.readString(path.resolve("step")).strip()).filter(step -> !step.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Nothing of it runs any more; what has not begun cannot begin then. */
    public void delete() throws IOException {
        FileTree.delete(path);
    }
}
