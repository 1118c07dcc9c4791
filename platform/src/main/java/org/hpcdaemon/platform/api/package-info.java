/** What does the platform answer over HTTP? One table of routes, {@link org.hpcdaemon.platform.api.RouteTable}, and what stands behind each. */
@NullMarked
package org.hpcdaemon.platform.api;

import org.jspecify.annotations.NullMarked;
