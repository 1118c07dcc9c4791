/** How is a release that install.sh put here replaced by another, and removed? */
@NullMarked
package org.hpcdaemon.daemon.cli.install;

import org.jspecify.annotations.NullMarked;
