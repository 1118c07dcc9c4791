package org.hpcdaemon.sandbox;

import org.hpcdaemon.linux.system.Spawner;

/**
 * How a job's wrapper enters the sandbox on the daemon's own machine, where what works has been tried: by bubblewrap, without the JVM
 * that would try it again, which costs several times what the rest of a short job does.
 *
 * @param origin which thread starts the wrapper, whose restrictions the job has too
 * @param filter of system calls: the file's name in the job's folder
 */
public record Shortcut(Spawner.Origin origin, String filter) {}
