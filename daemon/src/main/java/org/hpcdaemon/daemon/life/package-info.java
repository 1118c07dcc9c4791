/** A daemon as a process: started in the background, found again, asked how it is, stopped. */
@NullMarked
package org.hpcdaemon.daemon.life;

import org.jspecify.annotations.NullMarked;
