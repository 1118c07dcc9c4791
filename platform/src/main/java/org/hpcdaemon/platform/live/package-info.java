/** Connections that end when the key they came with is revoked. */
@NullMarked
package org.hpcdaemon.platform.live;

import org.jspecify.annotations.NullMarked;
