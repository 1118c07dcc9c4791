package org.hpcdaemon.session.route;

import java.time.Instant;

/** Something of an agent's that runs, and since when. */
public record Activity(Caller caller, Instant since) {}
