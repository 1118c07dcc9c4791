/** The verb {@code forward}: ports of machines, opened here. */
@NullMarked
package org.hpcdaemon.agent.cli.forward;

import org.jspecify.annotations.NullMarked;
