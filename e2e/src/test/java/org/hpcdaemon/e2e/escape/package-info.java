/** What an agent must not reach, tried in every way on every level, as root and as an ordinary user. */
@NullMarked
package org.hpcdaemon.e2e.escape;

import org.jspecify.annotations.NullMarked;
