/** The composition root: wires everything by hand, the one place that knows all. Begin with {@link org.hpcdaemon.daemon.app.DaemonApp}. */
@NullMarked
package org.hpcdaemon.daemon.app;

import org.jspecify.annotations.NullMarked;
