/** Files and folders, as only Linux has them. */
@NullMarked
package org.hpcdaemon.linux.file;

import org.jspecify.annotations.NullMarked;
