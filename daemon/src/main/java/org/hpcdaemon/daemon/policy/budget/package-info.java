/** How much may agents' jobs take together, and would one more exceed it? */
@NullMarked
package org.hpcdaemon.daemon.policy.budget;

import org.jspecify.annotations.NullMarked;
