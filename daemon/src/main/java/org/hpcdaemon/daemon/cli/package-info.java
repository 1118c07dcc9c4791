/** What does each verb of {@code hpc-daemon} do? One class a verb, named in {@link org.hpcdaemon.daemon.cli.Main}. */
@NullMarked
package org.hpcdaemon.daemon.cli;

import org.jspecify.annotations.NullMarked;
