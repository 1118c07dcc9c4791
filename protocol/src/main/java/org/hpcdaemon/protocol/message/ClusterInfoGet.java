package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.message.machine.ClusterInfo;

/** {@code cluster.info}: what there is to run jobs on. Answer: {@link ClusterInfo}. */
public record ClusterInfoGet() implements Request {}
