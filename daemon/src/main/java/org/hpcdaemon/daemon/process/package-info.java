@NullMarked
package org.hpcdaemon.daemon.process;

import org.jspecify.annotations.NullMarked;
