/** What do Grid Engine's commands need around them, and what do their failures mean? */
@NullMarked
package org.hpcdaemon.jobs.gridengine.command;

import org.jspecify.annotations.NullMarked;
