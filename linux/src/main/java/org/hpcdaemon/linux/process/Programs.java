package org.hpcdaemon.linux.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.linux.system.FileAccess;
import org.hpcdaemon.linux.system.SpawnException;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Looks before starting, so that a wrong name is an answer to the one who gave it and not a line on stderr. */
public final class Programs {
    /** Of an environment that has none. */
    public static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Programs() {}

    /**
     * A command that can be started. Throws {@code INVALID_PARAMS} naming a directory that is not there,
     * {@code NO_PROGRAM} or {@code NOT_EXECUTABLE} naming the program.
     *
     * @param defaultCwd absolute; where a relative {@code cwd} starts too
     */
    public static Spawner.Command command(
            List<String> argv, Map<String, String> environment, @Nullable String cwd, String defaultCwd) {
        String directory = directory(cwd, defaultCwd);
        check(argv.getFirst(), directory, environment.getOrDefault("PATH", DEFAULT_PATH));
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

    private static void check(String program, String directory, String path) {
        List<String> places = places(program, directory, path);
        if (places.stream().anyMatch(FileAccess::isExecutable)) {
            return;
        }
        throw places.stream().anyMatch(FileAccess::exists)
                ? new HpcException(
                        ErrorCode.NOT_EXECUTABLE,
                        "\"" + program + "\" is not executable for this user; chmod +x it, or name its interpreter")
                : new HpcException(
                        ErrorCode.NO_PROGRAM,
                        "no program \"" + program + "\"; check the name, PATH, or load its module in a shell");
    }

    /** Where it may be. */
    private static List<String> places(String program, String directory, String path) {
        if (program.contains("/")) {
            return List.of(program.startsWith("/") ? program : directory + "/" + program);
        }
        return program.isEmpty()
                ? List.of()
                : Stream.of(path.split(":", -1))
                        .map(entry -> (entry.startsWith("/") ? entry : directory + "/" + entry) + "/" + program)
                        .toList();
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
