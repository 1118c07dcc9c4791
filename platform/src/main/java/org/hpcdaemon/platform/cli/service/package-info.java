/** How does {@code hpc-platform service} make the platform a service of this machine or of its user? */
@NullMarked
package org.hpcdaemon.platform.cli.service;

import org.jspecify.annotations.NullMarked;
