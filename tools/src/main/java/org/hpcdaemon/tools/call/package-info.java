/** What does each call of a tool work with: its arguments, what the agent can reach, how long it may wait, and how it fails? */
@NullMarked
package org.hpcdaemon.tools.call;

import org.jspecify.annotations.NullMarked;
