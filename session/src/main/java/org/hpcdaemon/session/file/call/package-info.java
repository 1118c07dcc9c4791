/** How is a file call run within the limits of its agent, and what is said of files and failures? */
@NullMarked
package org.hpcdaemon.session.file.call;

import org.jspecify.annotations.NullMarked;
