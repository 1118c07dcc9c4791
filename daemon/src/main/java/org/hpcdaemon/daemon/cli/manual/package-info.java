/** How do {@code hpc-daemon manual} and docs/reference.md come from the verbs and settings? */
@NullMarked
package org.hpcdaemon.daemon.cli.manual;

import org.jspecify.annotations.NullMarked;
