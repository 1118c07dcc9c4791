@NullMarked
package org.hpcdaemon.e2e.world;

import org.jspecify.annotations.NullMarked;
