/** Puts the platform together, starts it and stops it. */
@NullMarked
package org.hpcdaemon.platform.app;

import org.jspecify.annotations.NullMarked;
