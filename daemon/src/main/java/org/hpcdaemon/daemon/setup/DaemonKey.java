package org.hpcdaemon.daemon.setup;

import java.nio.file.Path;
import org.hpcdaemon.protocol.error.HpcException;

/** A daemon's key in a file. */
public final class DaemonKey {
    private DaemonKey() {}

    /** Throws {@link HpcException} that names the file and never shows what is in it. */
    public static String read(String file) {
        String key = Answers.file(Path.of(file)).strip();
        if (!key.matches("hpc_daemon_[A-Za-z0-9]+")) {
            throw HpcException.invalid(file + " holds no daemon key; one begins with hpc_daemon_");
        }
        return key;
    }
}
