package org.hpcdaemon.protocol.message;

/** {@code cluster.info}: what there is to run jobs on. Answer: {@link ClusterInfo}. */
public record ClusterInfoGet() implements Request {}
