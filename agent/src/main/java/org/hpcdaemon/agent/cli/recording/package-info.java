/** How does the account owner see, from anywhere, what was recorded? */
@NullMarked
package org.hpcdaemon.agent.cli.recording;

import org.jspecify.annotations.NullMarked;
