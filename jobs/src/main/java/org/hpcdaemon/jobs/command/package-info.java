/** How is a scheduler's own command run, and what became of a submission whose outcome is unknown? */
@NullMarked
package org.hpcdaemon.jobs.command;

import org.jspecify.annotations.NullMarked;
