/** Which guard is the best that works on this host, and is it less than it was? */
@NullMarked
package org.hpcdaemon.sandbox.choose;

import org.jspecify.annotations.NullMarked;
