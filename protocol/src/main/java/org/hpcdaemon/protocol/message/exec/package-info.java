/** What is known of a command, and how did it end? */
@NullMarked
package org.hpcdaemon.protocol.message.exec;

import org.jspecify.annotations.NullMarked;
