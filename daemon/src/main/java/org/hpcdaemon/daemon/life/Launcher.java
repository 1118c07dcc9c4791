package org.hpcdaemon.daemon.life;

import java.util.List;
import org.hpcdaemon.cli.service.OwnProgram;

/** How the daemon's program is started again. */
public final class Launcher {
    private Launcher() {}

    /** The words before the verb; the first is an absolute path. */
    public static List<String> command() {
        return OwnProgram.command("org.hpcdaemon.daemon.cli.Main");
    }
}
