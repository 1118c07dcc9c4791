/** How does the user at the machine see what was recorded? */
@NullMarked
package org.hpcdaemon.daemon.cli.recording;

import org.jspecify.annotations.NullMarked;
