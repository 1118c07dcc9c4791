package org.hpcdaemon.cli.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The file of a systemd unit (systemd.unit(5)). */
public record UnitFile(Path file) {
    boolean exists() {
        return Files.exists(file);
    }

    /** Only its owner may read it: a proxy's password may be in it. */
    void write(String text) {
        try {
            Files.createDirectories(file.getParent());
            // Made for the owner alone, and only then filled.
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    ".hpc",
                    ".unit",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot remove " + file + ": " + e.getMessage(), e);
        }
    }

    /** As one word, in the quotes of systemd.syntax(7); a percent sign would begin a specifier. */
    public static String quoted(String word) {
        return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%") + "\"";
    }

    /** As one word of a command line, in which a dollar sign would begin a variable. */
    public static String word(String word) {
        return quoted(word).replace("$", "$$");
    }
}
