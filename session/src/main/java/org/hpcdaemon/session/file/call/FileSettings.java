package org.hpcdaemon.session.file.call;

import java.time.Duration;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.sandbox.FileView;

/**
 * What file calls need to know of their daemon.
 *
 * @param workDir where relative paths begin; absolute
 * @param home of the daemon's user, for paths that begin with {@code ~/}
 * @param timeout after which a file system that does not answer is given up
 */
public record FileSettings(FileView view, String workDir, String home, Duration timeout) {
    /** A file system under load answers within seconds; one that hangs answers in minutes or never. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    /** The absolute path that an agent means. */
    public FilePath absolute(FilePath named) {
        return absolute(named, workDir, home);
    }

    /** The same of a daemon that has those directories. */
    public static FilePath absolute(FilePath named, String workDir, String home) {
        String text = named.text();
        if (text.equals("~") || text.startsWith("~/")) {
            return FilePath.of(home + text.substring(1));
        }
        return FilePath.of(workDir).resolve(named);
    }
}
