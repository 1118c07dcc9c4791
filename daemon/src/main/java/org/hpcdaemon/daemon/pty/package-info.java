@NullMarked
package org.hpcdaemon.daemon.pty;

import org.jspecify.annotations.NullMarked;
