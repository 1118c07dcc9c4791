package org.hpcdaemon.session.shell;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hpcdaemon.linux.file.FileTree;
import org.hpcdaemon.linux.system.Beneath;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One shell's folder, only its owner's: the rcfile, and for each run its command and its input; and in a folder in it,
 * which is all of this that a shell may write to, the run's record. What is found there may be anything, a link too.
 */
final class ShellFiles {
    private static final System.Logger LOG = System.getLogger(ShellFiles.class.getName());
    private static final String RC = "rc.bash";
    private static final String RECORDS = "records";
    // A token, a number and a path of at most PATH_MAX.
    private static final long RECORD_BYTES = 8 << 10;

    private final Path folder;

    private ShellFiles(Path folder) {
        this.folder = folder;
    }

    /** What a finished run wrote of itself. */
    record End(String token, int exitCode, String cwd) {}

    /**
     * Makes them, for a shell on this machine or in a job.
     *
     * @param folder not there yet
     * @param rails more to read at the end
     */
    static ShellFiles create(Path folder, String nonce, String rails, boolean inJob) {
        try {
            Files.createDirectories(Objects.requireNonNull(folder.getParent()));
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(folder.resolve(RECORDS));
            Files.writeString(
                    folder.resolve(RC),
                    variables(folder, nonce, inJob) + Resource.text(ShellFiles.class, "shellrc.bash"));
            Files.writeString(folder.resolve("guard.bash"), rails);
            return new ShellFiles(folder);
        } catch (IOException e) {
            throw storage(e);
        }
    }

    private static String variables(Path folder, String nonce, boolean inJob) {
        return "__hpc_dir=" + ShellWord.quoted(folder.toString()) + "\n__hpc_nonce=" + nonce + "\n__hpc_in_job="
                + (inJob ? "1" : "") + "\n";
    }

    private static HpcException storage(IOException e) {
        return new HpcException(
                ErrorCode.STORAGE, "the daemon's runtime directory is not writable or full; nothing was started", e);
    }

    Path folder() {
        return folder;
    }

    Path records() {
        return folder.resolve(RECORDS);
    }

    /** The shell that has its files in that folder. */
    static List<String> bash(Path folder) {
        return List.of("bash", "--rcfile", folder.resolve(RC).toString(), "-i");
    }

    void writeRun(int run, String command, @Nullable Bytes stdin) {
        try {
            Files.writeString(command(run), command);
            if (stdin != null) {
                Files.write(input(run), stdin.toArray());
            }
        } catch (IOException e) {
            throw storage(e);
        }
    }

    /** The record of that run, once it is whole. */
    Optional<End> endOf(int run) {
        try (FileChannel record = Beneath.open(folder, record(run))) { // the shell may have put anything there
            if (record.size() > RECORD_BYTES) {
                return Optional.empty();
            }
            String[] fields = content(record).split("\0", -1);
            return fields.length == 4
                    ? Optional.of(new End(fields[0], Integer.parseInt(fields[1]), fields[2]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String content(FileChannel file) throws IOException {
        return new String(Channels.newInputStream(file).readNBytes((int) RECORD_BYTES), StandardCharsets.UTF_8);
    }

    void deleteRun(int run) {
        try {
            Files.deleteIfExists(command(run));
            Files.deleteIfExists(input(run));
            Files.deleteIfExists(record(run));
            Files.deleteIfExists(records().resolve(run + ".text"));
        } catch (IOException _) {
            // The folder goes with the shell.
        }
    }

    private Path command(int run) {
        return folder.resolve(Integer.toString(run));
    }

    private Path input(int run) {
        return folder.resolve(run + ".in");
    }

    private Path record(int run) {
        return records().resolve(run + ".end");
    }

    void delete() {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the folder of an ended shell, {0}, was not deleted ({1}); it may be deleted by hand",
                    folder,
                    e.getMessage());
        }
    }
}
