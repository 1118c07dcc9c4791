/** Who is on a route, and why does a route or a connection end? */
@NullMarked
package org.hpcdaemon.protocol.message.route;

import org.jspecify.annotations.NullMarked;
