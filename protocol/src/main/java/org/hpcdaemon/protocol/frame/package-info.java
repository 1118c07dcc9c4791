@NullMarked
package org.hpcdaemon.protocol.frame;

import org.jspecify.annotations.NullMarked;
