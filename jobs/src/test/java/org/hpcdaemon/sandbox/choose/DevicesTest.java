package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is by its name a device of a cluster, and here one as harmless as /dev/null, which takes whatever is written. */
@Order(2)
final class DevicesTest {
    private static final List<String> ACCELERATORS = List.of(
            "/dev/nvidia4711",
            "/dev/accel4711",
            "/dev/neuron4711",
            "/dev/knem",
            "/dev/xpmem",
            "/dev/gdrdrv",
            "/dev/kfd");
    private static final List<String> NETWORKS = List.of("/dev/cxi4711", "/dev/hfi1_4711");
    private static final String OTHER = "/dev/other4711";

    @TempDir(factory = OutsideTmp.class)
    private Path folder;

    private final List<String> made = new ArrayList<>();

    @BeforeEach
    void make() throws Exception {
        List<String> all = new ArrayList<>(ACCELERATORS);
        all.addAll(NETWORKS);
        all.add(OTHER);
        for (String device : all) {
            if (Files.notExists(Path.of(device))) {
                Process mknod = new ProcessBuilder("mknod", "-m", "666", device, "c", "1", "3").start();
                assumeTrue(mknod.waitFor() == 0, "only root makes devices");
                made.add(device);
            }
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (String device : made) {
            Files.delete(Path.of(device));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thoseOfAClusterAreWithinReachAndOthersAreNot(Mechanism mechanism) throws Exception {
        try (Agent agent = new Agent(folder, mechanism, Guarding.DEFAULT)) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);
            for (Agent.Way way : Agent.Way.values()) {
                String printed = agent.printed(way, tries());

                for (String device : made) {
                    assertThat(printed.lines().map(String::strip).anyMatch(("used " + device)::equals))
                            .as("%s: %s is used, of what was printed: %s", way, device, printed)
                            .isEqualTo(!device.equals(OTHER));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutANetworkThoseOfNetworksAreNotEither(Mechanism mechanism) throws Exception {
        Guarding offline = new Guarding(null, List.of(), true, false, false);
        try (Agent agent = new Agent(folder, mechanism, offline)) {
            Enforcing.assumeInForce(agent.guard.level(), mechanism);
            String printed = agent.printed(Agent.Way.EXEC, tries());

            for (String device : made) {
                assertThat(printed.lines().map(String::strip).anyMatch(("used " + device)::equals))
                        .as("%s is used, of what was printed: %s", device, printed)
                        .isEqualTo(ACCELERATORS.contains(device));
            }
        }
    }

    private String tries() {
        return "for device in " + String.join(" ", made)
                + "; do [ -c $device ] && { echo >>$device; } 2>/dev/null && echo used $device; done; true";
    }
}
