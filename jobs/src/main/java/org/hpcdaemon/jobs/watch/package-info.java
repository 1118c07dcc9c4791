/** What happens to a job from its stored intent to its end? Submits, follows, cancels and tells. */
@NullMarked
package org.hpcdaemon.jobs.watch;

import org.jspecify.annotations.NullMarked;
