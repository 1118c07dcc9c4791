@NullMarked
package org.hpcdaemon.protocol;

import org.jspecify.annotations.NullMarked;
