package org.hpcdaemon.daemon.cluster;

import org.hpcdaemon.protocol.message.machine.ClusterInfo;

/** Where facts about a cluster come from. */
@FunctionalInterface
public interface ClusterSource {

    /**
     * Asks for everything, with one query for each kind of fact. May take as long as the scheduler takes.
     *
     * @throws org.hpcdaemon.protocol.error.HpcException {@code SCHEDULER_UNAVAILABLE} if nothing was answered
     */
    ClusterInfo ask() throws InterruptedException;
}
