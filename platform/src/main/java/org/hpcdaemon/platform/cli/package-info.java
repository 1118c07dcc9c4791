/** {@code hpc-platform}: one class for each verb. */
@NullMarked
package org.hpcdaemon.platform.cli;

import org.jspecify.annotations.NullMarked;
