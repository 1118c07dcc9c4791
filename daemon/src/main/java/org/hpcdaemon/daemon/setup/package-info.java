/** From nothing to a registered daemon: sign-in, the key, what is asked, and the way back. */
@NullMarked
package org.hpcdaemon.daemon.setup;

import org.jspecify.annotations.NullMarked;
