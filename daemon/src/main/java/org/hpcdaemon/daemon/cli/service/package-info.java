/** How does {@code hpc-daemon service} make a daemon a service of its user? */
@NullMarked
package org.hpcdaemon.daemon.cli.service;

import org.jspecify.annotations.NullMarked;
