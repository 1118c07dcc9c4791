/** How is a daemon started, in the foreground and in the background, stopped and restarted? */
@NullMarked
package org.hpcdaemon.daemon.cli.run;

import org.jspecify.annotations.NullMarked;
