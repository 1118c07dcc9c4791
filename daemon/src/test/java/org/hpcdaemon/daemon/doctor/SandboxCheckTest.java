package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.choose.HostReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of a machine that can keep agents in, or cannot. */
final class SandboxCheckTest {
    private static final HostReport GOOD = new HostReport(true, List.of("by landlock"), new Containers.NotAllowed());
    private static final HostReport POOR =
            new HostReport(false, List.of("bubblewrap is not installed"), new Containers.NotAllowed());

    private static String look(
            HostReport host, IfUnenforced choice, RunStatus.@Nullable Sandbox running, String... dirs) {
        Profile profile = GuardedProfile.of(new Guarding(choice, List.of(), false, false, false), dirs);
        return new SandboxCheck(profile, running, () -> host).look().line();
    }

    @Test
    void withoutDirectoriesThereIsNothingToEnforce() {
        assertThat(look(POOR, IfUnenforced.REFUSE, null)).startsWith("ok").contains("off");
    }

    @Test
    void whatCannotBeEnforcedBlocksUnlessTheUserChoseOtherwise() {
        assertThat(look(POOR, IfUnenforced.REFUSE, null, "/w"))
                .startsWith("fail")
                .contains("not installed", "nothing will run", "--if-unenforced advisory");
        assertThat(look(POOR, IfUnenforced.ADVISORY, null, "/w"))
                .startsWith("warn")
                .contains("nothing enforces them");
        assertThat(look(GOOD, IfUnenforced.REFUSE, null, "/w")).startsWith("ok").contains("by landlock");
    }

    @Test
    void aSandboxThatHasStoppedWorkingSinceTheStartIsReported() {
        RunStatus.Sandbox before = new RunStatus.Sandbox("enforced", List.of("by bubblewrap"));

        assertThat(look(POOR, IfUnenforced.REFUSE, before, "/w"))
                .startsWith("warn")
                .contains("by bubblewrap", "but a trial now: bubblewrap is not installed", "commands end with 125");
        assertThat(look(GOOD, IfUnenforced.REFUSE, before, "/w"))
                .startsWith("warn")
                .contains("a trial now: by landlock");
    }

    @Test
    void aRunningDaemonKnowsBetter() {
        assertThat(look(GOOD, IfUnenforced.REFUSE, new RunStatus.Sandbox("enforced", List.of("by landlock")), "/w"))
                .startsWith("ok")
                .contains("the running daemon reports: by landlock");
        assertThat(look(GOOD, IfUnenforced.ADVISORY, new RunStatus.Sandbox("advisory", List.of("no filter")), "/w"))
                .startsWith("warn")
                .contains("no filter");
    }
}
