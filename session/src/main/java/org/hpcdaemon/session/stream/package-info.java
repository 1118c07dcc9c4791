/** How bytes reach an agent and come from it, at the speed of the slower end. */
@NullMarked
package org.hpcdaemon.session.stream;

import org.jspecify.annotations.NullMarked;
