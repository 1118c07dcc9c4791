package org.hpcdaemon.e2e.world;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code hpc-platform} with a home of its own; it comes back at the port at which it started first. */
public final class Platform {
    private final Map<String, String> environment;
    private final Path log;
    private Program program;
    private final int port;

    Platform(Path home, Path log) {
        environment = Map.of("HPC_PLATFORM_HOME", home.toString());
        this.log = log;
        program = launch(0);
        port = Integer.parseInt(ready(program));
    }

    public int port() {
        return port;
    }

    /** Without a proxy between. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Program program() {
        return program;
    }

    /** Comes back after {@code program().kill()} or {@code stop()}. */
    public void startAgain() {
        program = launch(port);
        ready(program);
    }

    /** A key that lets an agent of that name act for that user. */
    public String agentKey(String email, String agent) {
        return key("--email", email, "--agent", agent);
    }

    String daemonKey(String email, String daemon) {
        return key("--email", email, "--daemon", daemon);
    }

    private String key(String... options) {
        List<String> arguments = new java.util.ArrayList<>(List.of("keys", "create"));
        arguments.addAll(List.of(options));
        Outcome<String> made =
                Outcome.of(Launchers.of("hpc-platform", environment, arguments), new byte[0], Outcome::text);
        if (made.exitCode() != 0) {
            throw new AssertionError("hpc-platform keys create: " + made.err());
        }
        return made.out().strip();
    }

    private Program launch(int listen) {
        return Program.start(
                Launchers.of("hpc-platform", environment, List.of("start", "--listen", "127.0.0.1:" + listen)), log);
    }

    private static String ready(Program program) {
        return program.awaitOutput("platform ready at http://127\\.0\\.0\\.1:(\\d+)\\s")
                .group(1);
    }
}
