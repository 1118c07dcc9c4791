@NullMarked
package org.hpcdaemon.daemon.shell;

import org.jspecify.annotations.NullMarked;
