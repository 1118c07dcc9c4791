package org.hpcdaemon.daemon.dispatch;

/**
 * An answer, and what may begin only once it is on its way: no byte of a stream comes before the answer that
 * announces it.
 */
public record FeatureAnswer(Object result, Runnable afterwards) {}
