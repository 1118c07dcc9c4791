/** How do bytes arrive once and in order, whatever happens to the connections below? By offsets, windows and acknowledgements. */
@NullMarked
package org.hpcdaemon.client.stream;

import org.jspecify.annotations.NullMarked;
