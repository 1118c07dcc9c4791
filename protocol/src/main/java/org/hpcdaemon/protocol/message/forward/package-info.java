/** What does a daemon answer about forwarded ports? */
@NullMarked
package org.hpcdaemon.protocol.message.forward;

import org.jspecify.annotations.NullMarked;
