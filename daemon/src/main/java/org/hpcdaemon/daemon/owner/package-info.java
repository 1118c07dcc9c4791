/** What the person at the machine asks of a running daemon from another process: rows of {@code state.db}, and who answers them. */
@NullMarked
package org.hpcdaemon.daemon.owner;

import org.jspecify.annotations.NullMarked;
