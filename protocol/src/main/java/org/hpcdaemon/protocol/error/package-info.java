@NullMarked
package org.hpcdaemon.protocol.error;

import org.jspecify.annotations.NullMarked;
