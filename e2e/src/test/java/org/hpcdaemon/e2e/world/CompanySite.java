package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.testkit.Certificates;
import org.hpcdaemon.testkit.ConnectProxy;

/**
 * A platform that is reached by its name through a proxy with a password alone, with a certificate of the company's own
 * authority; and the programs as a user behind that proxy runs them.
 */
public final class CompanySite implements AutoCloseable {
    private static final String HOST = "platform.test";

    private final Path folder;
    private final ConnectProxy proxy = ConnectProxy.forUser("ada", "p@ss");
    private final Path authority;
    private final Program platform;
    private final String url;

    private CompanySite(Path folder, Path logs) throws IOException, GeneralSecurityException, InterruptedException {
        this.folder = folder;
        Certificates certificates = Certificates.in(Files.createDirectories(folder.resolve("certificates")));
        authority = certificates.authority();
        Certificates.Identity identity = certificates.forHost(HOST);
        platform = Program.start(
                Launchers.of(
                        "hpc-platform",
                        homes(),
                        List.of(
                                "start",
                                "--listen",
                                "127.0.0.1:0",
                                "--tls-cert",
                                identity.certificate().toString(),
                                "--tls-key",
                                identity.key().toString())),
                logs.resolve("platform.log"));
        url = "https://" + HOST + ":"
                + platform.awaitOutput("platform ready at https://127\\.0\\.0\\.1:(\\d+)\\s")
                        .group(1);
    }

    /** Starts the platform and the proxy. */
    public static CompanySite start(Class<?> test, Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path logs = Launchers.logs(test.getSimpleName());
        Files.deleteIfExists(logs.resolve("platform.log"));
        return new CompanySite(folder, logs);
    }

    private Map<String, String> homes() {
        return Map.of(
                "HPC_PLATFORM_HOME", folder.resolve("platform").toString(),
                "HPC_DAEMON_HOME", folder.resolve("daemon").toString(),
                "HPC_HOME", folder.resolve("hpc").toString());
    }

    public String url() {
        return url;
    }

    /** What a company hands out for its machines to trust (PEM). */
    public Path authority() {
        return authority;
    }

    public ConnectProxy proxy() {
        return proxy;
    }

    /** A key made on the platform's host: {@code --agent NAME} or {@code --daemon ID}. */
    public String key(String kind, String name) {
        return Outcome.of(
                        Launchers.of(
                                "hpc-platform", homes(), List.of("keys", "create", "--email", World.ADA, kind, name)),
                        new byte[0],
                        Outcome::text)
                .out()
                .strip();
    }

    /** Runs {@code hpc} or {@code hpc-daemon} behind the proxy, with more variables in its environment. */
    public Outcome<String> run(Map<String, String> more, String program, String... arguments) {
        Map<String, String> environment = new HashMap<>(homes());
        environment.put("HTTPS_PROXY", "http://ada:p%40ss@" + proxy.address());
        environment.putAll(more);
        return Outcome.of(Launchers.of(program, environment, List.of(arguments)), new byte[0], Outcome::text);
    }

    @Override
    public void close() throws IOException {
        platform.stop();
        proxy.close();
    }
}
