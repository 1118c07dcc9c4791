/** How are folders emptied without following links, and large files summed up fast? */
@NullMarked
package org.hpcdaemon.linux.file;

import org.jspecify.annotations.NullMarked;
