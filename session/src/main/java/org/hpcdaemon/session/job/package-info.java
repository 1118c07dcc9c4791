/** How does what an agent starts run within a job of its own, perhaps on another machine? */
@NullMarked
package org.hpcdaemon.session.job;

import org.jspecify.annotations.NullMarked;
