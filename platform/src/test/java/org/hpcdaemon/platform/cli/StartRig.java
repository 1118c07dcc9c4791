package org.hpcdaemon.platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Platforms in processes of their own, which end with the test. */
abstract class StartRig {
    @TempDir
    Path home;

    final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    Process platform(String... args) throws IOException {
        Process process = PlatformProcess.start(Map.of(), args);
        started.add(process);
        return process;
    }

    static String line(Process process) throws IOException {
        return PlatformProcess.line(process);
    }

    static String error(Process process) throws Exception {
        return PlatformProcess.error(process);
    }

    static int run(String... args) {
        return Main.run(System.out, System.err, args);
    }

    static String[] with(String[] args, String last) {
        return Stream.concat(Stream.of(args), Stream.of(last)).toArray(String[]::new);
    }

    static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
