package org.hpcdaemon.jobs.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.choose.Guards;
import org.hpcdaemon.testkit.slurm.SlurmCluster;

/** What keeps a daemon's jobs within one allowed directory. */
public enum Limits {
    OFF("off"),
    ADVISORY("advisory"),
    LANDLOCK("enforced"),
    BUBBLEWRAP("enforced");

    private final String word;

    Limits(String word) {
        this.word = word;
    }

    /** As {@code job.status} names the level. */
    public String word() {
        return word;
    }

    boolean enforced() {
        return this == LANDLOCK || this == BUBBLEWRAP;
    }

    /** The one allowed directory of a daemon below a root. */
    public static Path allowed(Path root) {
        return root.resolve("ws");
    }

    /** A daemon on SLURM, see the other. */
    JobsRig daemon(Path root, SlurmCluster slurm) throws IOException {
        return daemon(
                root,
                (places, store, clock) ->
                        new SlurmScheduler(TestSettings.of(slurm, Duration.ZERO), places, store::info, clock));
    }

    /** A daemon whose state, home and allowed directory are below a root. Skips the test where the machine cannot do this. */
    public JobsRig daemon(Path root, JobsRig.SchedulerStart scheduler) throws IOException {
        Path state = Files.createDirectories(root.resolve("state"));
        Path allowed = Files.createDirectories(allowed(root));
        return new JobsRig(
                state, scheduler, allowed, guard(allowed, state, Files.createDirectories(root.resolve("user"))));
    }

    private Guard guard(Path allowed, Path state, Path user) {
        Guard guard = switch (this) {
            case OFF -> Guard.OFF;
            // A directory that holds the user's home cannot be enforced anywhere.
            case ADVISORY -> of(allowed, state, "/usr/bin:/bin", allowed.resolve("home"));
            case LANDLOCK -> of(allowed, state, "/nonexistent", user); // where there is no bwrap
            case BUBBLEWRAP -> of(allowed, state, "/usr/bin:/bin", user);
        };
        if (enforced()) {
            Enforcing.assumeInForce(guard.level(), this == LANDLOCK ? Mechanism.LANDLOCK : Mechanism.BUBBLEWRAP);
        }
        return guard;
    }

    private Guard of(Path allowed, Path state, String path, Path user) {
        Guarding guarding = this == ADVISORY
                ? new Guarding(IfUnenforced.ADVISORY, List.of(), false, false, false)
                : Guarding.DEFAULT;
        return Guards.of(
                Confinements.of(state, List.of(allowed), guarding, Map.of("PATH", path, "HOME", user.toString())));
    }
}
