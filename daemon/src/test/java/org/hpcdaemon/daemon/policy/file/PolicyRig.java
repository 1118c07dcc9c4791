package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Kind;

/** A PATH of its own with programs that do nothing, and readers of policies about them. */
public final class PolicyRig {
    private final Path bin;
    private final Path elsewhere;

    /** Makes its folders in this one. */
    public PolicyRig(Path folder) throws IOException {
        Path real = folder.toRealPath();
        bin = Files.createDirectory(real.resolve("bin"));
        elsewhere = Files.createDirectory(real.resolve("elsewhere"));
        for (String name : List.of(
                "ls",
                "git",
                "rm",
                "tool",
                "train",
                "bash",
                "sh",
                "env",
                "xargs",
                "find",
                "nohup",
                "nice",
                "timeout",
                "python3.11",
                "busybox")) {
            program(bin.resolve(name));
        }
        Files.createSymbolicLink(bin.resolve("python3"), Path.of("python3.11"));
        Files.createSymbolicLink(bin.resolve("shell"), Path.of("bash"));
        Files.createSymbolicLink(real.resolve("alias"), bin);
    }

    private static Path program(Path file) throws IOException {
        Files.writeString(file, "#!/bin/true\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The beginning of a policy: that answer to whatever no rule is about. */
    public static String defaults(String answer) {
        return "[default]\n"
                + Stream.of(Kind.values())
                        .map(kind -> kind.word() + " = \"" + answer + "\"\n")
                        .collect(Collectors.joining());
    }

    /** Adds programs to the PATH. */
    PolicyRig with(String... names) throws IOException {
        for (String name : names) {
            program(bin.resolve(name));
        }
        return this;
    }

    /** The one folder of the PATH. */
    public Path bin() {
        return bin;
    }

    /** The same folder by a link, which an agent could turn to another. */
    public Path alias() {
        return bin.resolveSibling("alias");
    }

    /** A program outside of the PATH. */
    public Path program(String name) throws IOException {
        return program(elsewhere.resolve(name));
    }

    /** A link outside of the PATH to one on it. */
    public Path link(String name, String to) throws IOException {
        return Files.createSymbolicLink(elsewhere.resolve(name), bin.resolve(to));
    }

    /** By that PATH. */
    public ProgramPaths programs() {
        return ProgramPaths.of(bin.toString());
    }

    /** Of policies about these programs. */
    public PolicyReader reader() {
        return new PolicyReader(programs(), "/home/ada");
    }
}
