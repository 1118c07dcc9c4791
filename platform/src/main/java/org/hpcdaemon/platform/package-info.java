@NullMarked
package org.hpcdaemon.platform;

import org.jspecify.annotations.NullMarked;
