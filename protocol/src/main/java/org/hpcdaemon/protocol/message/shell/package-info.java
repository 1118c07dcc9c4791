/** What is known of a shell, and what do its requests answer? */
@NullMarked
package org.hpcdaemon.protocol.message.shell;

import org.jspecify.annotations.NullMarked;
