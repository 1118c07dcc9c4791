package org.hpcdaemon.daemon.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.exec.CommandReports;
import org.hpcdaemon.session.exec.ExecSettings;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.exec.KeptOutputs;
import org.hpcdaemon.session.file.FileOperations;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.record.Recorder;
import org.hpcdaemon.session.shell.ShellSettings;
import org.hpcdaemon.session.shell.Shells;

/** What agents do on the machine while they are connected: commands, shells and files. */
record Sessions(Execs execs, CommandReports reports, Shells shells, FileOperations files) {
    /** A shell or command gets this long between TERM and KILL: enough to flush, short enough to stop a daemon. */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** @param outputs of commands, which are closed after these */
    static Sessions of(
            Home home,
            Profile profile,
            Guard guard,
            ChildEnvironment environment,
            TreeCookie.Source cookies,
            StoredIdempotency once,
            KeptOutputs outputs,
            JobCommands jobCommands,
            Recorder recorder,
            SecureRandom random,
            InstantSource clock) {
        Execs execs = new Execs(
                new ExecSettings(
                        profile.workDir(),
                        environment,
                        GRACE,
                        clock,
                        System::nanoTime,
                        cookies,
                        guard,
                        jobCommands,
                        recorder),
                once,
                outputs);
        Shells shells = new Shells(
                new ShellSettings(
                        home.folder().resolve("shells"),
                        profile.workDir(),
                        environment,
                        GRACE,
                        clock,
                        System::nanoTime,
                        random,
                        cookies,
                        guard,
                        jobCommands,
                        recorder),
                once,
                new RandomIds(random));
        FileOperations files = new FileOperations(
                new FileSettings(guard.files(), profile.workDir(), environment.home(), FileSettings.USUAL_TIMEOUT),
                once);
        return new Sessions(execs, new CommandReports(execs, once, outputs, System::nanoTime), shells, files);
    }
}
