/** How does an agent see what waits for permission, and how does the account owner decide from elsewhere? */
@NullMarked
package org.hpcdaemon.agent.cli.approval;

import org.jspecify.annotations.NullMarked;
