/** What does Grid Engine say of its cluster? */
@NullMarked
package org.hpcdaemon.daemon.cluster.gridengine;

import org.jspecify.annotations.NullMarked;
