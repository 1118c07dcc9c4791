package org.hpcdaemon.agent.cli.job;

import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The daemon and the job to look at, as the first two arguments. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class JobArguments {
    @Parameters(index = "0", paramLabel = "DAEMON", description = "The daemon's id, as `hpc daemons` lists it.")
    private DaemonId daemon;

    @Parameters(index = "1", paramLabel = "JOB", description = "The job's id, as `hpc job submit` printed it.")
    private JobId job;

    DaemonId daemon() {
        return daemon;
    }

    JobId job() {
        return job;
    }

    /** @param element of an array: the one that is meant; null: the whole */
    RemoteJob job(DaemonSession session, @Nullable Integer element) {
        RemoteJob whole = session.job(job);
        return element == null ? whole : whole.element(element);
    }
}
