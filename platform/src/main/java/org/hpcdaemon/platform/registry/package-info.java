/** The daemons that each user has, connected or not. */
@NullMarked
package org.hpcdaemon.platform.registry;

import org.jspecify.annotations.NullMarked;
