/** What there is to run jobs on: asked seldom, told often. Knows the port, none of its implementations. */
@NullMarked
package org.hpcdaemon.daemon.cluster;

import org.jspecify.annotations.NullMarked;
