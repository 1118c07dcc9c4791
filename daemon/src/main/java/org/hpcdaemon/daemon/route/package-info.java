@NullMarked
package org.hpcdaemon.daemon.route;

import org.jspecify.annotations.NullMarked;
