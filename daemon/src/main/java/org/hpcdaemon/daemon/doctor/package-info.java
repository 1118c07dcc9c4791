/** Does the daemon have what it needs, and what has to be done about the rest? */
@NullMarked
package org.hpcdaemon.daemon.doctor;

import org.jspecify.annotations.NullMarked;
