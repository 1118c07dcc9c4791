/** What may an agent's command be turned into, and what does each level promise? The port {@link org.hpcdaemon.sandbox.Guard},
 * and guard rails that explain themselves; the promises are in {@code docs/security.md}. */
@NullMarked
package org.hpcdaemon.sandbox;

import org.jspecify.annotations.NullMarked;
