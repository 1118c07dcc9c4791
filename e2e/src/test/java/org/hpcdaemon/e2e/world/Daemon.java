package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.id.DaemonId;

/** {@code hpc-daemon} with a home and a working folder of its own, in the foreground. */
public final class Daemon {
    private final Release release;
    private final DaemonId id;
    private final Map<String, String> environment;
    private final List<String> before;
    private final Path work;
    private final Path log;
    private Program program;

    /** @param further variables of its environment */
    Daemon(Release release, DaemonId id, String url, String key, Path folder, Path log, Map<String, String> further) {
        this(
                release,
                id,
                url,
                key,
                folder,
                log,
                further,
                List.of(),
                new Resident(0, folder, true, List.of(), List.of()));
    }

    /** One of another user, who is given all of the folder, and whose home is {@code user} in it. */
    static Daemon of(Resident resident, DaemonId id, String url, String key, Path log, Map<String, String> further)
            throws IOException {
        Path folder = resident.place();
        Files.createDirectories(folder.resolve("work"));
        Files.createDirectories(folder.resolve("user"));
        Files.writeString(folder.resolve("key"), key);
        int uid = resident.uid();
        List<String> become = List.of();
        if ((int) Files.getAttribute(folder, "unix:uid") != uid) {
            become = List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.toList()) {
                    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        Map<String, String> environment = new HashMap<>(further);
        environment.put("HOME", folder.resolve("user").toString());
        return new Daemon(Release.CURRENT, id, url, key, folder, log, environment, become, resident);
    }

    private Daemon(
            Release release,
            DaemonId id,
            String url,
            String key,
            Path folder,
            Path log,
            Map<String, String> further,
            List<String> become,
            Resident resident) {
        this.release = release;
        this.id = id;
        this.log = log;
        this.before = Stream.concat(resident.before().stream(), become.stream()).toList();
        environment = new HashMap<>(further);
        environment.put("HPC_DAEMON_HOME", folder.resolve("home").toString());
        try {
            work = Files.createDirectories(folder.resolve("work"));
            Path keyFile = Files.writeString(folder.resolve("key"), key);
            setUp(url, keyFile, resident);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program = launch();
    }

    private void setUp(String url, Path keyFile, Resident resident) {
        List<String> arguments = new ArrayList<>(List.of(
                "setup",
                "--no-interview",
                "--url",
                url,
                "--daemon-id",
                id.value(),
                "--api-key-file",
                keyFile.toString(),
                "--work-dir",
                work.toString(),
                "--allowed-dirs",
                resident.limited() ? work.toString() : "any"));
        arguments.addAll(resident.settings());
        Outcome<String> outcome = Outcome.of(launcher(arguments), new byte[0], Outcome::text);
        if (outcome.exitCode() != 0) {
            throw new AssertionError("hpc-daemon setup: " + outcome.err());
        }
    }

    /** {@code hpc-daemon ARGUMENTS} on its home. */
    public Outcome<String> run(String... arguments) {
        return Outcome.of(release.program("hpc-daemon", environment, List.of(arguments)), new byte[0], Outcome::text);
    }

    public DaemonId id() {
        return id;
    }

    /** Where its commands start, and the one folder they may write to. */
    public Path work() {
        return work;
    }

    public Program program() {
        return program;
    }

    /** Comes back after {@code program().kill()} or {@code stop()}; it is online a moment later. */
    public void startAgain() {
        program = launch();
    }

    /** Comes back where things have changed: started by a program that takes something away. Returns when it is online. */
    public void startAgain(List<String> through) {
        ProcessBuilder builder = launcher(List.of("start"));
        builder.command().addAll(0, through);
        program = Program.start(builder, log);
        awaitOnline();
    }

    /** The platform lets agents reach it before it says so. */
    void awaitOnline() {
        program.awaitOutput("online as");
    }

    private Program launch() {
        return Program.start(launcher(List.of("start")), log);
    }

    private ProcessBuilder launcher(List<String> arguments) {
        ProcessBuilder builder = release.program("hpc-daemon", environment, arguments);
        builder.command().addAll(0, before);
        return builder;
    }
}
