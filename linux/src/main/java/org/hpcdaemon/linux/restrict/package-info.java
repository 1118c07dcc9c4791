/** What can a thread give up for good, for itself and for all that it starts? */
@NullMarked
package org.hpcdaemon.linux.restrict;

import org.jspecify.annotations.NullMarked;
