package org.hpcdaemon.jobs.watch;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Says once that job states cannot be stored, and once that they can again, however often it is tried meanwhile. */
final class StoreTrouble {
    private static final System.Logger LOG = System.getLogger(StoreTrouble.class.getName());

    private @Nullable String said;

    void failed(String why) {
        if (!why.equals(said)) {
            said = why;
            LOG.log(Level.WARNING, "job states are not stored and stay as they were; tried until they are: {0}", why);
        }
    }

    void over() {
        if (said != null) {
            said = null;
            LOG.log(Level.INFO, "job states are stored again");
        }
    }
}
