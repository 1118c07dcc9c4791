/** What can be asked, and what is said unasked? The sealed families; their answers are in the packages below. */
@NullMarked
package org.hpcdaemon.protocol.message;

import org.jspecify.annotations.NullMarked;
