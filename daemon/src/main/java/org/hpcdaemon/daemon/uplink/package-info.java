@NullMarked
package org.hpcdaemon.daemon.uplink;

import org.jspecify.annotations.NullMarked;
