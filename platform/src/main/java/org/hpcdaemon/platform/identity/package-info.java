/** Who is calling, and the ports behind which accounts and keys are kept. */
@NullMarked
package org.hpcdaemon.platform.identity;

import org.jspecify.annotations.NullMarked;
