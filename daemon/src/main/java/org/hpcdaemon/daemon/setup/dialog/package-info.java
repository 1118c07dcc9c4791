/** How does setup ask its questions: at a terminal, or of a pipe? */
@NullMarked
package org.hpcdaemon.daemon.setup.dialog;

import org.jspecify.annotations.NullMarked;
