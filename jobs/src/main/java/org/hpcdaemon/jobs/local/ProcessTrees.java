package org.hpcdaemon.jobs.local;

import java.util.List;

/** Finds the processes of a task, however they detached themselves. */
interface ProcessTrees {
    /** Those whose environment, as they were started, has {@code name=value}. Of this user only. */
    List<Long> marked(String name, String value);

    /** Those of a session. */
    List<Long> inSession(long session);
}
