/** Looks at what the daemon needs, one thing after the other, and says what to do about what it lacks. */
@NullMarked
package org.hpcdaemon.daemon.doctor;

import org.jspecify.annotations.NullMarked;
