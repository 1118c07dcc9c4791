@NullMarked
package org.hpcdaemon.daemon.stream;

import org.jspecify.annotations.NullMarked;
