/** How are files named on the wire, also those whose names are not text? */
@NullMarked
package org.hpcdaemon.protocol.file;

import org.jspecify.annotations.NullMarked;
