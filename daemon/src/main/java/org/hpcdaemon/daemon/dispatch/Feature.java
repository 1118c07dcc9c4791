package org.hpcdaemon.daemon.dispatch;

import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.session.route.Route;

/**
 * Answers one family of requests. Called on a virtual thread for each request, so it may wait; throws
 * {@link org.hpcdaemon.protocol.error.HpcException} for what it refuses.
 *
 * @param <R> the family, a sealed interface that the feature switches on
 */
@FunctionalInterface
public interface Feature<R extends Request> {
    /** The record that answers, or a {@link FeatureAnswer} if something follows it. */
    Object answer(Route route, R request);
}
