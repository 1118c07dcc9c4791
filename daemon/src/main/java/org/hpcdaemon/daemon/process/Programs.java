package org.hpcdaemon.daemon.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.pty.FileAccess;
import org.hpcdaemon.daemon.pty.SpawnException;
import org.hpcdaemon.daemon.pty.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Looks before starting, so that a wrong name is an answer to the one who gave it and not a line on stderr. */
public final class Programs {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Programs() {}

    /**
     * A command that can be started. Throws {@code INVALID_PARAMS} naming the directory or program that is not
     * there.
     *
     * @param defaultCwd absolute; where a relative {@code cwd} starts too
     */
    public static Spawner.Command command(
            List<String> argv, Map<String, String> environment, @Nullable String cwd, String defaultCwd) {
        String directory = directory(cwd, defaultCwd);
        String program = argv.getFirst();
        if (!found(program, directory, environment.getOrDefault("PATH", DEFAULT_PATH))) {
            throw HpcException.invalid("no program \"" + program
                    + "\" that this user may execute; check the name, PATH, or load its module in a shell");
        }
        return new Spawner.Command(argv, environment, directory);
    }

    private static String directory(@Nullable String cwd, String defaultCwd) {
        String directory = cwd == null ? defaultCwd : cwd.startsWith("/") ? cwd : defaultCwd + "/" + cwd;
        if (!FileAccess.isDirectory(directory)) {
            throw HpcException.invalid("no directory \"" + directory
                    + "\" that this user may enter on the daemon's machine; give another \"cwd\"");
        }
        return directory;
    }

    private static boolean found(String program, String directory, String path) {
        if (program.contains("/")) {
            return FileAccess.isExecutable(program.startsWith("/") ? program : directory + "/" + program);
        }
        for (String entry : path.split(":", -1)) {
            String folder = entry.startsWith("/") ? entry : directory + "/" + entry;
            if (!program.isEmpty() && FileAccess.isExecutable(folder + "/" + program)) {
                return true;
            }
        }
        return false;
    }

    /** What a failed start means to the one who asked. */
    public static HpcException failure(IOException e) {
        if (e instanceof SpawnException spawn && spawn.tooLong()) {
            return new HpcException(
                    ErrorCode.TOO_LARGE, "arguments and environment are longer than the system takes; use stdin", e);
        }
        if (e instanceof SpawnException spawn && !spawn.exhausted()) {
            return new HpcException(ErrorCode.INVALID_PARAMS, e.getMessage() + "; check \"cwd\" and the program", e);
        }
        return new HpcException(
                ErrorCode.BUSY, "this machine has no process, terminal or descriptor left; try again later", e);
    }
}
