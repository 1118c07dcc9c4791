@NullMarked
package org.hpcdaemon.daemon;

import org.jspecify.annotations.NullMarked;
