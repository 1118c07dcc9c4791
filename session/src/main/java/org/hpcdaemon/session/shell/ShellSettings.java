package org.hpcdaemon.session.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.Recorder;

/**
 * What shells start from.
 *
 * @param runtime a folder of this daemon's own, best on a local disk; each shell has a 0700 folder in it
 * @param defaultCwd absolute path
 * @param grace between TERM and KILL at a shell's end
 * @param nanoTime as {@link System#nanoTime}, by which what has ended is kept
 * @param cookies by which their processes are found again
 * @param guard within whose limits they run
 * @param jobs by which they run in jobs
 * @param recorder of what they print
 */
public record ShellSettings(
        Path runtime,
        String defaultCwd,
        ChildEnvironment environment,
        Duration grace,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        TreeCookie.Source cookies,
        Guard guard,
        JobCommands jobs,
        Recorder recorder) {
    public ShellSettings(
            Path runtime,
            String defaultCwd,
            ChildEnvironment environment,
            Duration grace,
            InstantSource clock,
            RandomGenerator random,
            TreeCookie.Source cookies,
            Guard guard) {
        this(
                runtime,
                defaultCwd,
                environment,
                grace,
                clock,
                System::nanoTime,
                random,
                cookies,
                guard,
                JobCommands.NONE,
                Recorder.NONE);
    }
}
