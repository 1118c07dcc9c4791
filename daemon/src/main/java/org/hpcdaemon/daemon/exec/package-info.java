@NullMarked
package org.hpcdaemon.daemon.exec;

import org.jspecify.annotations.NullMarked;
