/** How does an agent reach a port of the machine, or of a node where its jobs run? */
@NullMarked
package org.hpcdaemon.session.forward;

import org.jspecify.annotations.NullMarked;
