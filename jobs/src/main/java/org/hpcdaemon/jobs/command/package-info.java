/** How is a scheduler's own command run? */
@NullMarked
package org.hpcdaemon.jobs.command;

import org.jspecify.annotations.NullMarked;
