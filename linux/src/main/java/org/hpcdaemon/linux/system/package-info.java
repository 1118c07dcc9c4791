/** System calls that Java lacks: terminals, processes with their descriptors, files beneath a directory, memory, processors. */
@NullMarked
package org.hpcdaemon.linux.system;

import org.jspecify.annotations.NullMarked;
