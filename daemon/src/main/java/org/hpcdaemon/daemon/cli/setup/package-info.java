/** How does {@code hpc-daemon setup} run, from its flags to what it prints at the end? */
@NullMarked
package org.hpcdaemon.daemon.cli.setup;

import org.jspecify.annotations.NullMarked;
