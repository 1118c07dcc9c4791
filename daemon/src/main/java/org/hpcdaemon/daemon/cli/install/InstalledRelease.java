package org.hpcdaemon.daemon.cli.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.restrict.Takeover;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * This program as {@code install.sh} put it here: {@code share/hpc-daemon/VERSION} for each version, and the link {@code current}.
 *
 * @param prefix the folder that {@code share} is in, such as {@code ~/.local}
 */
record InstalledRelease(Path prefix) {
    private static final String PLACE = "share/hpc-daemon/current/bin/hpc-daemon";

    /** Throws an error if this program came here in another way. */
    static InstalledRelease here(String verb) {
        @Nullable String launcher = System.getProperty("hpc.launcher");
        if (launcher == null || !launcher.endsWith("/" + PLACE)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    verb + " is for what install.sh installed, called by its link; this one is "
                            + (launcher == null ? "run from its classes" : launcher)
                            + ": update it as it came here, then: hpc-daemon restart");
        }
        return new InstalledRelease(Path.of(launcher.substring(0, launcher.length() - PLACE.length() - 1)));
    }

    private Path current() {
        return prefix.resolve("share/hpc-daemon/current");
    }

    /** The program of the current version, by the name that stays. */
    Path launcher() {
        return prefix.resolve(PLACE);
    }

    String version() {
        try {
            return Files.readSymbolicLink(current()).toString();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read the link " + current() + "; install it again", e);
        }
    }

    /** Whether a process of this machine runs the current version; of another version, and where unknown, false. */
    boolean isRunBy(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe"))
                    .startsWith(current().toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    /** Runs the current {@code install.sh}; its words go to this process's own output. Returns its exit code. */
    int install(List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", script().toString(), "--prefix", prefix.toString()));
        command.addAll(arguments);
        return run(command);
    }

    /** Runs a verb of the version that is current by now. Returns its exit code. */
    int verb(String... words) throws InterruptedException {
        return run(Stream.concat(Stream.of(launcher().toString()), Stream.of(words))
                .toList());
    }

    private static int run(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.INTERNAL, "cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** Becomes {@code install.sh}, so that nothing of the version that this process runs is in use any longer. */
    int become(String argument) {
        try {
            String text = Files.readString(script());
            return Takeover.by(
                    "/bin/sh",
                    Stream.of("sh", "-c", text, "install.sh", argument, "--prefix", prefix.toString())
                            .map(Bytes::utf8)
                            .toList(),
                    ChildEnvironment.startedIn().entrySet().stream()
                            .map(entry -> Bytes.utf8(entry.getKey() + "=" + entry.getValue()))
                            .toList(),
                    null,
                    Set.of());
        } catch (IOException e) {
            throw new HpcException(ErrorCode.INTERNAL, "cannot run " + script() + ": " + e.getMessage(), e);
        }
    }

    private Path script() {
        return current().resolve("install.sh");
    }
}
