package org.hpcdaemon.daemon.exec;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.hpcdaemon.daemon.guard.Guard;
import org.hpcdaemon.daemon.process.ChildEnvironment;

/**
 * What commands start from.
 *
 * @param defaultCwd absolute path
 * @param grace between TERM and KILL
 * @param guard within whose limits they run
 */
public record ExecSettings(
        String defaultCwd,
        ChildEnvironment environment,
        Duration grace,
        InstantSource clock,
        RandomGenerator random,
        Guard guard) {}
