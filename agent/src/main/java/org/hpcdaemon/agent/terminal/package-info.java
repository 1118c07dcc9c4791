/** The terminal on this side: raw mode, size, keys. Knows nothing of commands. */
@NullMarked
package org.hpcdaemon.agent.terminal;

import org.jspecify.annotations.NullMarked;
