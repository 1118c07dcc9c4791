package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.e2e.world.CompanySite;
import org.hpcdaemon.e2e.world.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon and an agent behind a proxy that wants a password, of a company with certificates of its own. */
final class BehindAProxyTest {
    @TempDir
    private Path folder;

    @Test
    void allOfItPassesTheProxyAndNoKeyIsSeenThere() throws Exception {
        try (CompanySite site = CompanySite.start(BehindAProxyTest.class, folder)) {
            String daemonKey = site.key("--daemon", "box");
            String agentKey = site.key("--agent", "agent");
            Outcome<String> setup = site.run(
                    Map.of(),
                    "hpc-daemon",
                    "setup",
                    "--no-interview",
                    "--url",
                    site.url(),
                    "--daemon-id",
                    "box",
                    "--api-key-file",
                    Files.writeString(folder.resolve("key"), daemonKey).toString(),
                    "--ca-file",
                    site.authority().toString());
            assertThat(setup.exitCode()).as(setup.err()).isZero();

            Outcome<String> refused = site.run(
                    Map.of("HTTPS_PROXY", "http://ada:other@" + site.proxy().address()),
                    "hpc-daemon",
                    "start",
                    "--detach",
                    "--wait",
                    "600"); // longer than this test may take
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err()).contains("is not online: the proxy", "requires a user and a password");
            assertThat(site.run(Map.of(), "hpc-daemon", "stop").exitCode()).isZero();

            Outcome<String> started = site.run(Map.of(), "hpc-daemon", "start", "--detach", "--wait", "180");
            try {
                assertThat(started.exitCode()).as(started.err()).isZero();
                Map<String, String> agent = Map.of(
                        "HPC_URL",
                        site.url(),
                        "HPC_API_KEY",
                        agentKey,
                        "HPC_CA_FILE",
                        site.authority().toString());
                assertThat(site.run(agent, "hpc", "exec", "box", "--", "echo", "here"))
                        .isEqualTo(new Outcome<>(0, "here\n", ""));
            } finally {
                site.run(Map.of(), "hpc-daemon", "stop");
            }
            List<String> seen = site.proxy().requests();
            assertThat(seen)
                    .hasSizeGreaterThan(2)
                    .allSatisfy(
                            head -> assertThat(head).doesNotContain(daemonKey).doesNotContain(agentKey));
        }
    }
}
