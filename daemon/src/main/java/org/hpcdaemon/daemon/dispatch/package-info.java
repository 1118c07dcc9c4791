@NullMarked
package org.hpcdaemon.daemon.dispatch;

import org.jspecify.annotations.NullMarked;
