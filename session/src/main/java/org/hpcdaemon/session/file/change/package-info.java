/** How is a file changed whole or not at all, and each change made once? */
@NullMarked
package org.hpcdaemon.session.file.change;

import org.jspecify.annotations.NullMarked;
