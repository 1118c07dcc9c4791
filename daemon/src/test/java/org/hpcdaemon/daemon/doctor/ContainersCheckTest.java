package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.choose.HostReport;
import org.junit.jupiter.api.Test;

/** What is said of containers on a machine where they were allowed, or not. */
final class ContainersCheckTest {
    private static String look(boolean allowed, Containers found, String... dirs) {
        Profile profile = GuardedProfile.of(new Guarding(IfUnenforced.REFUSE, List.of(), false, false, allowed), dirs);
        return new ContainersCheck(profile, () -> new HostReport(true, List.of(), found))
                .look()
                .line();
    }

    @Test
    void itIsSaidWhetherTheyStartAndWhatToDoIfNot() {
        assertThat(look(true, new Containers.Possible(), "/w")).startsWith("ok").contains("containers can be run");
        assertThat(look(true, new Containers.Impossible("no bwrap"), "/w"))
                .startsWith("warn")
                .contains("do not start", "no bwrap", "HPC_DAEMON_ALLOW_CONTAINERS=false hpc-daemon setup");
        assertThat(look(true, new Containers.NotAllowed(), "/w"))
                .startsWith("-")
                .contains("see sandbox");
    }

    @Test
    void withoutPermissionOrLimitsNothingIsTried() {
        assertThat(look(false, new Containers.Possible(), "/w"))
                .startsWith("ok")
                .contains("without --allow-containers");
        assertThat(look(true, new Containers.Impossible("no bwrap")))
                .startsWith("ok")
                .contains("as they do for the daemon's user");
    }
}
