@NullMarked
package org.hpcdaemon.protocol.message;

import org.jspecify.annotations.NullMarked;
