/** May an agent do that? Rules, requests as rules see them, and the decision, which is a function of these alone. */
@NullMarked
package org.hpcdaemon.daemon.policy;

import org.jspecify.annotations.NullMarked;
