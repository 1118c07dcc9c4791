/** How does a wake-up start a command? {@link org.hpcdaemon.agent.wake.WakeRunner} runs one for each, until it succeeds. */
@NullMarked
package org.hpcdaemon.agent.wake;

import org.jspecify.annotations.NullMarked;
