package org.hpcdaemon.sandbox.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.junit.jupiter.api.Test;

final class DomainTest {
    /**
     * Which homes are hidden is read from the environment of other processes. A thread within a domain may not look there, and would
     * hide nothing without a word.
     */
    @Test
    void whatElseIsHiddenIsAskedByTheThreadThatSpawns() throws Exception {
        Enforcing.assume(Mechanism.LANDLOCK);
        Path here = Path.of("").toAbsolutePath();
        Bounds bounds = new Bounds(List.of(), List.of(), here, here, here, List.of(), false, false, false);
        List<Thread> asking = new ArrayList<>();
        Domain domain = new Domain(bounds, ProcessorFamily.here().orElseThrow(), Kernel.landlockVersion(), () -> {
            asking.add(Thread.currentThread());
            return List.of();
        });

        Spawner.Origin origin = domain.origin(List.of(), List.of());
        try {
            assertThat(origin.spawn(() -> 4711)).isEqualTo(4711);
        } finally {
            origin.close();
        }

        assertThat(asking).containsExactly(Thread.currentThread());
    }
}
