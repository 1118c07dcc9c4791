package org.hpcdaemon.platform.cli.option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.FileTrouble;
import org.jspecify.annotations.Nullable;

/** The mail server's password by a way that {@code ps} does not show. */
public final class SmtpPassword {
    public static final String VARIABLE = "HPC_SMTP_PASSWORD";

    /** Longer than the passwords and tokens of mail services; a wrong file is noticed, whatever its size. */
    private static final int MAX_BYTES = 4096;

    private SmtpPassword() {}

    /** The one of the two that is there; null if neither is. Throws {@link HpcException} that names the mistake. */
    static @Nullable String of(@Nullable Path file, @Nullable String variable) {
        boolean set = variable != null && !variable.isEmpty();
        if (file == null) {
            return set ? variable : null;
        }
        if (set) {
            throw HpcException.invalid("the mail server's password is given twice: unset $" + VARIABLE
                    + ", or leave out --smtp-password-file");
        }
        return read(file);
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // The group may: root:SERVICE with mode 0640, and what systemd's LoadCredential makes.
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw HpcException.invalid(
                        "--smtp-password-file: every user of this host may read " + file + ": chmod o= " + file);
            }
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            String line = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            if (line.isEmpty() || content.length > MAX_BYTES || line.lines().count() > 1) {
                throw HpcException.invalid("--smtp-password-file: " + file + " must hold the password in one line");
            }
            return line;
        } catch (IOException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--smtp-password-file: " + FileTrouble.of(e), e);
        }
    }
}
