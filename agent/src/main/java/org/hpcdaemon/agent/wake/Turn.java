package org.hpcdaemon.agent.wake;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * On this machine one process at a time runs commands for an agent's wake-ups, and of these one at a time. A file says so, locked by the
 * process; and another file which command runs, in case that outlives the process.
 */
public final class Turn implements AutoCloseable {
    /** The system counts a process's start from its own, in ticks. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path folder;
    private final Path mark;
    private final FileChannel file;

    private Turn(Path folder, Path mark, FileChannel file) {
        this.folder = folder;
        this.mark = mark;
        this.file = file;
    }

    /**
     * Takes it. Throws {@link HpcException} if another process has it.
     *
     * @param home where the agent's credentials are
     * @param agent whose wake-ups they are
     */
    public static Turn take(Path home, String agent) {
        try {
            Path folder = Files.createDirectories(
                    home.resolve("wake"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path path = folder.resolve(agent + ".lock");
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(file) == null) {
                file.close();
                throw new HpcException(
                        ErrorCode.BUSY,
                        "another `hpc events --run` for this agent is running on this machine (it holds " + path
                                + "); end it first");
            }
            return new Turn(folder, folder.resolve(agent + ".pid"), file);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write below " + home + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** For what lasts as long as a command. */
    Path folder() {
        return folder;
    }

    /** Into which a command writes its process id when it begins. */
    Path mark() {
        return mark;
    }

    /** Waits for the end of a command that an earlier process left running. */
    void awaitFormer(PrintStream err) throws InterruptedException {
        Optional<ProcessHandle> former = former();
        if (former.isPresent()) {
            err.println("hpc: process " + former.get().pid()
                    + ", which an earlier `hpc events --run` began, is still running; waiting for its end");
            try {
                former.get().onExit().get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Optional<ProcessHandle> former() {
        try {
            Instant begun = Files.getLastModifiedTime(mark).toInstant();
            return ProcessHandle.of(Long.parseLong(Files.readString(mark).strip()))
                    .filter(process -> isAsOldAs(begun, process));
        } catch (NoSuchFileException | NumberFormatException _) {
            return Optional.empty(); // None was begun yet, or the machine failed while it was written.
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read below " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Whether it was there when the mark was made: a later process may have got the same id. */
    private static boolean isAsOldAs(Instant mark, ProcessHandle process) {
        return process.info()
                .startInstant()
                .filter(begun -> begun.isBefore(mark.plus(TOLERANCE)))
                .isPresent();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot close the lock below " + folder, e);
        }
    }
}
