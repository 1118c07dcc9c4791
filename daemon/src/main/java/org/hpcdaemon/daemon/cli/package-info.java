@NullMarked
package org.hpcdaemon.daemon.cli;

import org.jspecify.annotations.NullMarked;
