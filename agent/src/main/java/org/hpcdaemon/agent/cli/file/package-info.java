/** Which verbs of {@code hpc} are about files? */
@NullMarked
package org.hpcdaemon.agent.cli.file;

import org.jspecify.annotations.NullMarked;
