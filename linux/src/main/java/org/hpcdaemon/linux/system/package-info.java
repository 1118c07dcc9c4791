/** What does Linux offer that Java lacks? Terminals, spawned processes, files beneath a directory, memory, processors. */
@NullMarked
package org.hpcdaemon.linux.system;

import org.jspecify.annotations.NullMarked;
