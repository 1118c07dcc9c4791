/** What is a job: how it is described, what is known of it, and the wake-up at its end? */
@NullMarked
package org.hpcdaemon.protocol.message.job;

import org.jspecify.annotations.NullMarked;
