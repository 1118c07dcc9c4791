package org.hpcdaemon.agent.cli.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.HpcException;

/** The script of a job, from a file or from standard input. */
final class JobScript {
    private JobScript() {}

    /** @param file {@code -} for standard input */
    static String read(String file, InputStream in) {
        boolean piped = file.equals("-");
        String name = piped ? "standard input" : file;
        try {
            // One byte more than is taken, so that what is too long is refused as that.
            byte[] bytes = piped ? in.readNBytes(Limits.COMMAND_BYTES + 1) : Files.readAllBytes(Path.of(file));
            return Utf8.text(bytes).orElseThrow(() -> HpcException.invalid("--script: invalid UTF-8 in " + name));
        } catch (NoSuchFileException _) {
            throw HpcException.invalid("--script: there is no file " + name);
        } catch (IOException e) {
            throw HpcException.invalid("--script: cannot read " + name + ": " + e.getMessage());
        }
    }
}
