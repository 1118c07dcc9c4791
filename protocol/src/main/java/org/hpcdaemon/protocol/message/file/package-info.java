/** What does a daemon answer about files? */
@NullMarked
package org.hpcdaemon.protocol.message.file;

import org.jspecify.annotations.NullMarked;
