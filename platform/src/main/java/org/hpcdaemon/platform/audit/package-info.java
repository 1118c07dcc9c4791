/** The audit log: who did what from where, and what came of it. */
@NullMarked
package org.hpcdaemon.platform.audit;

import org.jspecify.annotations.NullMarked;
