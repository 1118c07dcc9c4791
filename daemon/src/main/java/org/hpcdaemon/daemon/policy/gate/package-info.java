/** What does a request ask for, and what happens to one that is denied? */
@NullMarked
package org.hpcdaemon.daemon.policy.gate;

import org.jspecify.annotations.NullMarked;
