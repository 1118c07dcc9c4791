package org.hpcdaemon.e2e.world;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;

/** {@code hpc-platform} with a home of its own; it comes back at the port at which it started first. */
public final class Platform {
    private final Release release;
    private final Map<String, String> environment;
    private final Path log;
    private Program program;
    private final int port;

    Platform(Release release, Path home, Path log) {
        this.release = release;
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

    /** Comes back after {@code program().kill()} or {@code stop()}, with further options if there are any. */
    public void startAgain(String... options) {
        program = launch(port, options);
        program.awaitOutput("platform ready at ");
    }

    /** A key that lets an agent of that name act for that user. */
    public String agentKey(String email, String agent) {
        return key("--email", email, "--agent", agent);
    }

    public String daemonKey(String email, String daemon) {
        return key("--email", email, "--daemon", daemon);
    }

    /** What a person holds who signed in with the code that was printed. */
    public String accessToken(String email) {
        try (HpcClient anonymous = HpcClient.anonymous(Network.here(), Target.of(url()))) {
            AtomicReference<String> signIn = new AtomicReference<>();
            String code = code(email, () -> signIn.set(anonymous.account().requestCode(email)));
            return anonymous.account().verify(signIn.get(), code).accessToken();
        }
    }

    /** The code that is printed for them because of that. */
    public String code(String email, Runnable asking) {
        String line = "one-time code for " + email + ": (\\d{6})";
        long before = Pattern.compile(line).matcher(program.output()).results().count();
        asking.run();
        return program.awaitOutput("(?s)(?:" + line + ".*?){" + (before + 1) + "}")
                .group(1);
    }

    /** A verb beside it, on its host. */
    public Outcome<String> run(String... arguments) {
        return Outcome.of(release.program("hpc-platform", environment, List.of(arguments)), new byte[0], Outcome::text);
    }

    private String key(String... options) {
        List<String> arguments = new ArrayList<>(List.of("keys", "create"));
        arguments.addAll(List.of(options));
        Outcome<String> made = run(arguments.toArray(String[]::new));
        if (made.exitCode() != 0) {
            throw new AssertionError("hpc-platform keys create: " + made.err());
        }
        return made.out().strip();
    }

    private Program launch(int listen, String... options) {
        List<String> arguments = new ArrayList<>(List.of("start", "--listen", "127.0.0.1:" + listen));
        arguments.addAll(List.of(options));
        return Program.start(release.program("hpc-platform", environment, arguments), log);
    }

    private static String ready(Program program) {
        return program.awaitOutput("platform ready at http://127\\.0\\.0\\.1:(\\d+)\\s")
                .group(1);
    }
}
