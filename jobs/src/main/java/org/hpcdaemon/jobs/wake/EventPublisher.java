package org.hpcdaemon.jobs.wake;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.Event;

/** The way to the platform. */
@FunctionalInterface
public interface EventPublisher {

    /**
     * Publishes one event; returns once the platform has committed it. Called from several threads at once, and
     * again for an event whose acknowledgement was lost.
     *
     * @throws HpcException with advice {@code RETRY} while there is no connection or it was cut; with another advice
     *     if the platform refuses this event for good
     */
    void publish(Event event) throws HpcException, InterruptedException;
}
