@NullMarked
package org.hpcdaemon.daemon.app;

import org.jspecify.annotations.NullMarked;
