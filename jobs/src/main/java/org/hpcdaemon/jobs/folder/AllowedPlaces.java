package org.hpcdaemon.jobs.folder;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.jspecify.annotations.Nullable;

/**
 * Where directories and files of a job may be, which its options name. What names one is told as a message begins: {@code line 3 of the
 * script has --output=}.
 *
 * @param allowed where it may write; empty: anywhere
 * @param files what it may not read
 */
public record AllowedPlaces(List<Path> allowed, Path workDir, AgentFiles files) {
    private static final Path NOWHERE = Path.of("/dev/null");

    /** Patterns of sbatch(1) that stand for a number which no job has before it is submitted. */
    private static final Pattern BY_NUMBER = Pattern.compile("(?<!%)(?:%%)*%\\d{0,2}[AjJ]");

    public AllowedPlaces {
        allowed = List.copyOf(allowed);
    }

    /**
     * Checks a directory or a file to be written, which need not exist; it may have sbatch's {@code %} in its name.
     *
     * @param said what names it
     * @param cwd what a relative one is relative to; relative itself to the working directory
     */
    public Path check(String said, String value, @Nullable String cwd) {
        Path path = path(said, value, cwd);
        Path real = AgentFiles.real(path);
        boolean inside = allowed.isEmpty()
                || Stream.concat(allowed.stream(), Stream.of(workDir))
                        .anyMatch(
                                place -> path.startsWith(place.normalize()) && real.startsWith(AgentFiles.real(place)));
        if (!inside && !path.equals(NOWHERE)) {
            throw HpcException.invalid(
                    said + path + ", which is outside of the directories agents may write to: " + allowed);
        }
        return path;
    }

    /** Checks where output goes: sbatch does not make the folder, and the job would only fail. */
    public Path checkOutput(String said, String value, @Nullable String cwd) {
        Path path = check(said, value, cwd);
        Path folder = path.equals(NOWHERE) || path.getParent() == null ? path : path.getParent();
        if (BY_NUMBER.matcher(folder.toString()).find()) {
            throw HpcException.invalid(
                    said + path
                            + ": a folder that is named by the job's number cannot be there before it; use it in the file's name");
        }
        if (folder.toString().indexOf('%') < 0 && !Files.exists(folder)) {
            throw HpcException.invalid(said + path + ", and there is no folder " + folder + "; make it first");
        }
        return path;
    }

    /** Checks where input comes from: the job opens it within its limits, so it may be whatever it may read. */
    public Path checkInput(String said, String value, @Nullable String cwd) {
        Path path = path(said, value, cwd);
        if (files.hides(path)) {
            throw HpcException.invalid(said + path + ", which is hidden from agents");
        }
        return path;
    }

    private Path path(String said, String value, @Nullable String cwd) {
        try {
            return workDir.resolve(cwd == null ? "" : cwd).resolve(value).normalize();
        } catch (InvalidPathException e) {
            throw HpcException.invalid(said + value + ", which is no path: " + e.getReason());
        }
    }
}
