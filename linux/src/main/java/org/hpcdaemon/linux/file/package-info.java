/** How are folders emptied without following links? */
@NullMarked
package org.hpcdaemon.linux.file;

import org.jspecify.annotations.NullMarked;
