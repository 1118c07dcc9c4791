/** What does each verb of {@code hpc} do? One class a verb, named in {@link org.hpcdaemon.agent.cli.Main}. */
@NullMarked
package org.hpcdaemon.agent.cli;

import org.jspecify.annotations.NullMarked;
