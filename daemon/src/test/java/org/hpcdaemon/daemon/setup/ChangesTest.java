package org.hpcdaemon.daemon.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;
import org.junit.jupiter.api.Test;

final class ChangesTest {
    private static final DaemonId BOX = new DaemonId("box");

    /** Of setup, and not of what it leaves: whose daemon it is, and how it is set up. */
    private static final Set<Setting> OF_THE_RUN = EnumSet.of(
            Setting.DAEMON_ID,
            Setting.EMAIL,
            Setting.API_KEY_FILE,
            Setting.OFFLINE,
            Setting.NO_INTERVIEW,
            Setting.REPLACE);

    private static final Profile ONE = new Profile(
            BOX,
            "https://a.example.org",
            "a",
            List.of("/a"),
            Map.of(),
            "/a",
            null,
            null,
            null,
            Guarding.DEFAULT,
            AllowForward.JOBS,
            null,
            null,
            KeptJobs.DEFAULT,
            RecordingChoice.OFF,
            "key one");

    private static final Profile OTHER = new Profile(
            BOX,
            "https://b.example.org",
            "b",
            List.of("/b"),
            Map.of(),
            "/b",
            "Be kind.",
            "mila-hpc",
            "/b/ca.pem",
            new Guarding(IfUnenforced.ADVISORY, List.of("/b/secret"), true, true, true),
            AllowForward.ANY,
            SchedulerKind.LOCAL,
            60,
            new KeptJobs(1, 2, 3),
            new RecordingChoice(true, 1, 2, 3),
            "key two");

    @Test
    void whateverSetupMayChangeIsNamed() {
        Set<Setting> all = EnumSet.copyOf(Setting.of(Setting.SETUP));
        all.removeAll(OF_THE_RUN);

        assertThat(Changes.between(ONE, OTHER))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(Setting::flag).toList());
    }

    @Test
    void anotherKeyAloneIsNoChange() {
        assertThat(Changes.between(
                        ONE,
                        new Profile(
                                BOX,
                                ONE.platformUrl(),
                                "a",
                                List.of("/a"),
                                Map.of(),
                                "/a",
                                null,
                                null,
                                null,
                                Guarding.DEFAULT,
                                AllowForward.JOBS,
                                null,
                                null,
                                KeptJobs.DEFAULT,
                                RecordingChoice.OFF,
                                "key two")))
                .isEmpty();
    }
}
