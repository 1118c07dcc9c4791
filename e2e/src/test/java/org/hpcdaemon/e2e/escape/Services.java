package org.hpcdaemon.e2e.escape;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A machine's services and a user's other programs, as {@code services.sh} starts them. As root they are, where that can be, in a view of
 * the file systems of their own, which a daemon enters; all of it goes with the process that holds it, so with the tests if need be.
 */
final class Services implements AutoCloseable {
    private static final List<String> OWN_VIEW = List.of("unshare", "--mount", "--propagation", "private", "--");

    private final Path folder;
    private final boolean ownView;
    private final int port;
    private final Process process;
    private final Set<Service> running;

    private Services(Path folder, boolean ownView, int port, Process process, Set<Service> running) {
        this.folder = folder;
        this.ownView = ownView;
        this.port = port;
        this.process = process;
        this.running = running;
    }

    /** @param home of the user, where a key is left that opens the way to this machine by ssh */
    static Services start(Path home, int uid, boolean asRoot) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "hpc-escapes-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        boolean ownView = asRoot && isPossible(OWN_VIEW);
        List<String> command = new ArrayList<>(ownView ? OWN_VIEW : List.of());
        command.addAll(List.of(
                "bash",
                script().toString(),
                folder.toString(),
                home.toString(),
                Integer.toString(uid),
                Integer.toString(port),
                ownView ? "own-view" : "no-view"));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Set<Service> running = EnumSet.noneOf(Service.class);
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("all")) {
            running.add(Service.valueOf(line));
            line = said.readLine();
        }
        return new Services(folder, ownView, port, process, running);
    }

    /** Not where the root directory is no mount point, as in a plain chroot: what is mounted there could come out on the machine. */
    private static boolean isPossible(List<String> view) throws IOException {
        List<String> trial = new ArrayList<>(view);
        trial.add("true");
        return new ProcessBuilder(trial)
                        .redirectErrorStream(true)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path script() {
        URL script = Objects.requireNonNull(Services.class.getResource("services.sh"), "services.sh");
        try {
            return Path.of(script.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it did what the user asked of it. */
    boolean has(Service service) {
        return running.contains(service);
    }

    /** What stands before a command that is to be where they are; to be root's. */
    List<String> enter() {
        return ownView ? List.of("nsenter", "--target", Long.toString(process.pid()), "--mount", "--") : List.of();
    }

    /** How attempts find them. */
    Map<String, String> variables() {
        return Map.of(
                "PROGRAMS",
                folder.resolve("programs").toString(),
                "SSH",
                "ssh -F /dev/null -p " + port + " -o BatchMode=yes -o StrictHostKeyChecking=no"
                        + " -o UserKnownHostsFile=/dev/null 127.0.0.1");
    }

    /** A folder with a bwrap that is root's and set-uid in it. */
    Path setUidBubblewrap() {
        return folder.resolve("bin");
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
        // What was mounted in it was so for them alone.
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
