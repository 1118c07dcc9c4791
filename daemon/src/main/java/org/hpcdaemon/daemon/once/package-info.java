@NullMarked
package org.hpcdaemon.daemon.once;

import org.jspecify.annotations.NullMarked;
