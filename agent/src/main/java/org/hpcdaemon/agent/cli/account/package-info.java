/** How does {@code hpc} sign in, and which keys does the account owner make and revoke? */
@NullMarked
package org.hpcdaemon.agent.cli.account;

import org.jspecify.annotations.NullMarked;
