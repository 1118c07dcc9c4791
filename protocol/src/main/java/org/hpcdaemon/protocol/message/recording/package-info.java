/** What is kept of what shells and commands printed? */
@NullMarked
package org.hpcdaemon.protocol.message.recording;

import org.jspecify.annotations.NullMarked;
