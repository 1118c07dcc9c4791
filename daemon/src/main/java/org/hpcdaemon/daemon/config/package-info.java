@NullMarked
package org.hpcdaemon.daemon.config;

import org.jspecify.annotations.NullMarked;
