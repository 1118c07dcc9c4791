/** Who works here, and how does the account owner end or stop that? */
@NullMarked
package org.hpcdaemon.daemon.cli.agents;

import org.jspecify.annotations.NullMarked;
