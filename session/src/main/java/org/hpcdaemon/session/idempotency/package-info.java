/** What was asked before under the same key, and what was answered. */
@NullMarked
package org.hpcdaemon.session.idempotency;

import org.jspecify.annotations.NullMarked;
