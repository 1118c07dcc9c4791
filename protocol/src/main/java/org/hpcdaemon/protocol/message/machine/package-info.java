/** What does an agent learn about the daemon and the machine behind it? */
@NullMarked
package org.hpcdaemon.protocol.message.machine;

import org.jspecify.annotations.NullMarked;
