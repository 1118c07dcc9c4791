/** Which processes are there, what do children inherit, and how do programs and loops of this process end? */
@NullMarked
package org.hpcdaemon.linux.process;

import org.jspecify.annotations.NullMarked;
