/** How does a program stay connected? The ports of a connection, and the loop that dials again. */
@NullMarked
package org.hpcdaemon.link;

import org.jspecify.annotations.NullMarked;
