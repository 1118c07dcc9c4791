/** Which wake-ups has the platform not taken yet? */
@NullMarked
package org.hpcdaemon.jobs.wake;

import org.jspecify.annotations.NullMarked;
