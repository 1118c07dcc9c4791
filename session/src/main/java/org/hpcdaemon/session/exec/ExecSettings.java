package org.hpcdaemon.session.exec;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.Recorder;

/**
 * What commands start from.
 *
 * @param defaultCwd absolute path
 * @param grace between TERM and KILL
 * @param nanoTime as {@link System#nanoTime}, by which what has ended is kept
 * @param cookies by which they are found again
 * @param guard within whose limits they run
 * @param jobs by which they run in jobs
 * @param recorder of what they print
 */
public record ExecSettings(
        String defaultCwd,
        ChildEnvironment environment,
        Duration grace,
        InstantSource clock,
        LongSupplier nanoTime,
        TreeCookie.Source cookies,
        Guard guard,
        JobCommands jobs,
        Recorder recorder) {
    public ExecSettings(
            String defaultCwd,
            ChildEnvironment environment,
            Duration grace,
            InstantSource clock,
            TreeCookie.Source cookies,
            Guard guard) {
        this(defaultCwd, environment, grace, clock, System::nanoTime, cookies, guard, JobCommands.NONE, Recorder.NONE);
    }
}
