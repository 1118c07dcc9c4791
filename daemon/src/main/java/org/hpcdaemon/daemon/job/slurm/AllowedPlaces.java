package org.hpcdaemon.daemon.job.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * Where files of a job may be that SLURM is told of: it opens them outside of any sandbox.
 *
 * @param allowed empty: anywhere
 */
record AllowedPlaces(List<Path> allowed, Path workDir) {
    AllowedPlaces {
        allowed = List.copyOf(allowed);
    }

    /**
     * Checks a file or directory, which need not exist; it may have sbatch's {@code %} in its name.
     *
     * @param cwd what a relative one is relative to; relative itself to the working directory
     */
    Path check(Option option, @Nullable String cwd) {
        Path path;
        try {
            path = workDir.resolve(cwd == null ? "" : cwd)
                    .resolve(String.valueOf(option.value()))
                    .normalize();
        } catch (InvalidPathException e) {
            throw HpcException.invalid(option.where() + " has --" + option.name() + " with no path: " + e.getReason());
        }
        Path real = real(path);
        boolean inside = allowed.isEmpty()
                || Stream.concat(allowed.stream(), Stream.of(workDir))
                        .anyMatch(place -> path.startsWith(place.normalize()) && real.startsWith(real(place)));
        if (!inside && !path.equals(Path.of("/dev/null"))) {
            throw HpcException.invalid(option.where() + " has --" + option.name() + "=" + path
                    + ", which is outside of the directories agents may write to: " + allowed);
        }
        return path;
    }

    /** With links resolved as far as it exists. */
    private static Path real(Path path) {
        for (Path there = path; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(path));
                } catch (IOException e) {
                    return path; // of somebody else: the path itself has to do
                }
            }
        }
        return path;
    }
}
