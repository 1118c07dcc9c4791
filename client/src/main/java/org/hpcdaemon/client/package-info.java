/**
 * What can an agent do? Each type here stands for one thing that it reaches: a platform ({@link org.hpcdaemon.client.HpcClient}),
 * one daemon ({@link org.hpcdaemon.client.DaemonSession}), a command, a shell, a job. The machinery is in the packages below.
 */
@NullMarked
package org.hpcdaemon.client;

import org.jspecify.annotations.NullMarked;
