/** How is a scheduler's own command run, and is one still at work? */
@NullMarked
package org.hpcdaemon.jobs.command;

import org.jspecify.annotations.NullMarked;
