/** How is a file reached from descriptor to descriptor, so that the way cannot be changed meanwhile? */
@NullMarked
package org.hpcdaemon.linux.descriptor;

import org.jspecify.annotations.NullMarked;
