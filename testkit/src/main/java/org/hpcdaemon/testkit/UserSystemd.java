package org.hpcdaemon.testkit;

import static org.hpcdaemon.testkit.Patience.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real user manager of systemd, on a machine that need not run systemd: in a view of the file systems of its own, in
 * which the machine seems booted with it, and in a control group of its own, so that it reaches no other user's
 * processes. Whatever it started ends with it.
 */
public final class UserSystemd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** In its namespaces: says how to reach it once it answers, and goes on until it exits. */
    private static final String MANAGER = """
            mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system || exit 9
            mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 9
            exec dbus-run-session -- sh -c '/lib/systemd/systemd --user --log-target=null &
                until systemctl --user show-environment >/dev/null 2>&1; do sleep 0.05; done
                echo "$$ $DBUS_SESSION_BUS_ADDRESS" >"$0.part" && mv "$0.part" "$0"
                wait' "$1"
            """;

    /** As JUnit's {@code Assumptions::assumeTrue}: skips the test unless it holds. */
    @FunctionalInterface
    public interface Assumption {
        void holds(boolean it, String otherwise);
    }

    private final Map<String, String> environment;
    private final Path group;
    private final Process process;
    private final String pid;
    private final String bus;

    private UserSystemd(Map<String, String> environment, Path group, Process process, String pid, String bus) {
        this.environment = environment;
        this.group = group;
        this.process = process;
        this.pid = pid;
        this.bus = bus;
    }

    /**
     * Starts one with its files in that folder. Skips the test, saying why, where that cannot be done.
     *
     * @param variables of the user who is logged in there, besides those that lead to it
     */
    public static UserSystemd start(Path folder, Map<String, String> variables, Assumption assume) throws IOException {
        Optional<String> cgroups = mountOfControlGroups();
        assume.holds(cgroups.isPresent(), "no control groups of version 2 are mounted");
        assume.holds(
                Stream.of("/lib/systemd/systemd", "/usr/bin/dbus-run-session", "/usr/bin/nsenter")
                        .allMatch(program -> Files.isExecutable(Path.of(program))),
                "a systemd of the user needs the packages systemd, dbus and util-linux");
        Path group = Path.of(
                cgroups.orElseThrow(),
                "hpc-daemon-test-" + ProcessHandle.current().pid());
        boolean root = "root".equals(System.getProperty("user.name"));
        assume.holds(root && group.toFile().mkdir(), "a control group of one's own needs root");
        Files.createDirectory(
                folder.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path ready = folder.resolve("ready");
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "echo $$ >\"$1/cgroup.procs\" && exec unshare --mount --cgroup --propagation private sh -c \"$2\" sh"
                        + " \"$3\"",
                "sh",
                group.toString(),
                MANAGER,
                ready.toString());
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("systemd.out").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> Files.exists(ready) || !process.isAlive());
        if (!process.isAlive()) {
            String said = Files.readString(folder.resolve("systemd.out"));
            removeGroup(group);
            assume.holds(false, "no systemd of the user can be run here: " + said);
        }
        String[] words = Files.readString(ready).strip().split(" ", 2);
        return new UserSystemd(environment, group, process, words[0], words[1]);
    }

    private static Optional<String> mountOfControlGroups() throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" ", -1))
                    .filter(fields -> fields[2].equals("cgroup2"))
                    .map(fields -> fields[1])
                    .findFirst();
        }
    }

    /** What a program said, on both streams, and how it ended. */
    public record Said(int exitCode, String words) {}

    /** Runs a program as a user who is logged in there. */
    public Said run(List<String> command) throws IOException {
        List<String> inside =
                new ArrayList<>(List.of("nsenter", "--target", pid, "--mount", "--cgroup", "--wd=/", "--"));
        inside.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(inside).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus);
        Process program = builder.redirectInput(new File("/dev/null")).start();
        String words = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(program.onExit().join().exitValue(), words.strip());
    }

    /** A property of a unit, such as {@code SubState}. */
    public String property(String unit, String name) throws IOException {
        return run(List.of("systemctl", "--user", "show", "--property=" + name, "--value", unit))
                .words();
    }

    @Override
    public void close() throws IOException {
        run(List.of("systemctl", "--user", "exit"));
        process.onExit().join();
        removeGroup(group);
    }

    /** With whatever is left in it: a unit may leave its jobs behind. */
    private static void removeGroup(Path group) throws IOException {
        await().atMost(PATIENCE).until(() -> {
            try (Stream<Path> all = Files.walk(group)) {
                for (Path path : all.filter(Files::isDirectory)
                        .sorted((a, b) -> b.compareTo(a))
                        .toList()) {
                    for (String left : Files.readAllLines(path.resolve("cgroup.procs"))) {
                        ProcessHandle.of(Long.parseLong(left)).ifPresent(ProcessHandle::destroyForcibly);
                    }
                    path.toFile().delete();
                }
            }
            return Files.notExists(group);
        });
    }
}
