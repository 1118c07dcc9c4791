package org.hpcdaemon.protocol.http;

import java.util.List;

/** The answer to {@code GET /hpc/daemons}. */
public record DaemonList(List<DaemonView> daemons) {}
