package org.hpcdaemon.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** For programs that are to run as on a file system that locks nothing: a library which refuses every lock with ENOLCK. */
public final class NoLocks {
    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <stdarg.h>

            static int control(const char *name, int fd, int command, void *argument) {
                if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW) {
                    errno = ENOLCK;
                    return -1;
                }
                return ((int (*)(int, int, ...)) dlsym(RTLD_NEXT, name))(fd, command, argument);
            }

            int fcntl(int fd, int command, ...) {
                va_list arguments;
                va_start(arguments, command);
                void *argument = va_arg(arguments, void *);
                va_end(arguments);
                return control("fcntl", fd, command, argument);
            }

            int fcntl64(int fd, int command, ...) {
                va_list arguments;
                va_start(arguments, command);
                void *argument = va_arg(arguments, void *);
                va_end(arguments);
                return control("fcntl64", fd, command, argument);
            }

            int flock(int fd, int operation) {
                errno = ENOLCK;
                return -1;
            }
            """;

    private NoLocks() {}

    /** What keeps this machine from making that library; empty if nothing does. A test assumes that it is empty. */
    public static String missing() {
        return Installed.has("gcc") && Files.exists(Path.of("/usr/include/dlfcn.h"))
                ? ""
                : "gcc or the C library's headers are not installed";
    }

    /** Compiles it into that folder; to be named by {@code LD_PRELOAD}. */
    public static Path library(Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("nolocks.c"), SOURCE);
        Path library = folder.resolve("nolocks.so");
        Process gcc = new ProcessBuilder(
                        "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start();
        if (gcc.waitFor() != 0) {
            throw new IOException("gcc did not compile " + source);
        }
        return library;
    }

    /** A program of this class path, in a Java of its own, on such a file system. Returns what it says once it has ended. */
    public static String run(Path folder, String home, String main, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main);
        program.command().addAll(List.of(arguments));
        program.environment().put(home, folder.resolve("home").toString());
        program.environment().put("LD_PRELOAD", library(folder).toString());
        Process running = program.redirectErrorStream(true).start();
        running.getOutputStream().close();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "\nexit " + running.waitFor();
    }
}
