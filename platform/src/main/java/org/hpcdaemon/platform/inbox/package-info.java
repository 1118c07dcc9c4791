/** Wake-ups, held until the agent acknowledges them. */
@NullMarked
package org.hpcdaemon.platform.inbox;

import org.jspecify.annotations.NullMarked;
