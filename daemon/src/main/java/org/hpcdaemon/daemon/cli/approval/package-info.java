/** How does the user at the machine decide about requests, and say who else may? */
@NullMarked
package org.hpcdaemon.daemon.cli.approval;

import org.jspecify.annotations.NullMarked;
