package org.hpcdaemon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.link.network.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path home;

    @Test
    void theCertificatesThatLoginWasGivenAreTrustedLaterToo() {
        settings(Map.of()).store(Target.of("https://hpc.corp"), "k", Path.of("corp.pem"));

        assertThat(settings(Map.of()).caFile()).isEqualTo(Path.of("corp.pem").toAbsolutePath());
        assertThat(settings(Map.of("HPC_CA_FILE", "/other.pem")).caFile()).isEqualTo(Path.of("/other.pem"));
        assertThat(settings(Map.of()).key()).isEqualTo("k");
    }

    private Settings settings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HPC_HOME", home.toString());
        return new Settings(environment);
    }
}
