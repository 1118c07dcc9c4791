package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.AllowedLinks;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.sandbox.choose.HostReport;
import org.jspecify.annotations.Nullable;

/** All checks, those of this machine first. */
public final class Doctor {
    /** A SLURM controller that is dead makes its commands wait 18 s, and then they say so. */
    private static final Duration SCHEDULER = Duration.ofSeconds(20);

    private final Home home;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Consumer<Check> report;

    /** @param report given each check as soon as it is made */
    public Doctor(Home home, Map<String, String> environment, InstantSource clock, Consumer<Check> report) {
        this.home = home;
        this.environment = environment;
        this.clock = clock;
        this.report = report;
    }

    /** The machine and the state folder, which every daemon needs. */
    public void machine() {
        Mounts mounts = mounts();
        new HostChecks(mounts, Path.of("/proc/self/limits"), Path.of(System.getProperty("java.io.tmpdir"))).run(report);
        new HomeChecks(home, mounts).run(report);
    }

    private void scheduler(@Nullable SchedulerKind wanted) {
        report.accept(new SchedulerCheck(environment, wanted, SCHEDULER).look());
    }

    /**
     * Its scheduler, what keeps its agents in, and the way to its platform.
     *
     * @param running what the daemon says of itself; absent if it does not run
     */
    public void daemon(Profile profile, @Nullable RunStatus running) {
        scheduler(profile.scheduler());
        Supplier<HostReport> trial = () -> HostReport.of(profile.confinement(home, environment));
        report.accept(new SandboxCheck(profile, running == null ? null : running.sandbox(), trial).look());
        report.accept(new ContainersCheck(profile, trial).look());
        AllowedLinks.moved(profile)
                .forEach(moved -> report.accept(Check.warn("directories", moved.found(), moved.todo())));
        boolean online = running != null && running.connection().link() == RunStatus.LinkState.ONLINE;
        new PlatformChecks(profile, environment, online, clock).run(report);
    }

    /** The scheduler that one would find, and why there is none to look at. */
    public void noDaemon(String why) {
        scheduler(null);
        report.accept(Check.warn("daemon", why, "the way to the platform is checked after that"));
    }

    private static Mounts mounts() {
        try {
            return Mounts.read();
        } catch (IOException _) {
            return new Mounts(List.of()); // said by the check of the home
        }
    }
}
