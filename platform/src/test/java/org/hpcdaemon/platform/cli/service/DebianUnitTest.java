package org.hpcdaemon.platform.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The Debian package's unit protects the platform as the one does that {@code service install} writes. */
final class DebianUnitTest {
    @Test
    void has_every_line_of_the_other_but_the_options() throws IOException {
        String own = new PlatformUnit(
                        "hpc-platform",
                        PlatformUnit.DEFAULT_HOME,
                        new TreeMap<>(Map.of("HPC_BUILD", "never", "HPC_PLATFORM_HOME", "/var/lib/hpc-platform")),
                        List.of("/usr/lib/hpc-platform/bin/hpc-platform", "start"),
                        443)
                .text();

        List<String> debian = Files.readAllLines(Path.of("../dist/debian/hpc-platform.service"));

        assertThat(own.lines().filter(line -> !line.startsWith("ExecStart=") && !line.startsWith("# Written by")))
                .allSatisfy(line -> assertThat(debian).contains(line));
        assertThat(debian)
                .contains("ExecStart=/usr/lib/hpc-platform/bin/hpc-platform start $OPTIONS")
                .contains("EnvironmentFile=/etc/hpc-platform/config");
    }
}
