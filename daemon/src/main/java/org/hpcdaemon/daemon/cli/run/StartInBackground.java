package org.hpcdaemon.daemon.cli.run;

import java.time.Duration;
import java.util.List;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.Background;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.protocol.error.ExitCodes;

/** Starts a daemon in the background, and tells how far it came. */
final class StartInBackground {
    private final Context context;
    private final Profile profile;
    private final Background background;

    StartInBackground(Context context, Profile profile) {
        this.context = context;
        this.profile = profile;
        this.background = new Background(context.home(), profile.daemon());
    }

    /** Returns the exit code. */
    int start(Duration patience) throws InterruptedException {
        return tell(background.start(patience));
    }

    /**
     * Waits for one that systemd starts anew; returns the exit code.
     *
     * @param before the pid that it had
     */
    int startedAnew(long before, Duration patience) throws InterruptedException {
        return tell(background.startedAnew(before, patience));
    }

    private int tell(Background.Outcome outcome) {
        return switch (outcome) {
            case Background.Outcome.Online(long pid, RunStatus.Sandbox sandbox) -> {
                context.out()
                        .println("online as " + profile.daemon() + " at " + profile.platformUrl() + ", pid " + pid);
                if (sandbox != null && sandbox.isLess()) {
                    context.err()
                            .println("hpc-daemon: warning: the allowed directories: " + sandbox.level() + ": "
                                    + String.join("; ", sandbox.notes()));
                }
                yield ExitCodes.OK;
            }
            case Background.Outcome.Trying(long pid, String reason, List<String> log) -> {
                log.forEach(context.err()::println);
                context.err()
                        .println("hpc-daemon: " + profile.daemon() + " runs (pid " + pid + ") but is not online: "
                                + reason + "; it keeps trying, see: hpc-daemon doctor; end it with: hpc-daemon stop");
                yield ExitCodes.UNREACHABLE;
            }
            case Background.Outcome.Ended(int exitCode, List<String> log) -> {
                log.forEach(context.err()::println);
                context.err()
                        .println("hpc-daemon: " + profile.daemon() + " did not stay up; the end of "
                                + context.home().logFile(profile.daemon()) + " is above");
                yield exitCode == ExitCodes.OK ? ExitCodes.FAILED : exitCode;
            }
        };
    }
}
