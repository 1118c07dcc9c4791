/** What may jobs use, and what have they used? */
@NullMarked
package org.hpcdaemon.protocol.message.budget;

import org.jspecify.annotations.NullMarked;
