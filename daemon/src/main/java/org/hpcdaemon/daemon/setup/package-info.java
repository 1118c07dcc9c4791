/** From nothing to a registered daemon: what is asked, what is proposed, and what is stored. */
@NullMarked
package org.hpcdaemon.daemon.setup;

import org.jspecify.annotations.NullMarked;
