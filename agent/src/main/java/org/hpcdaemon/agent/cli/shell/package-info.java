/** How do {@code hpc exec} and {@code hpc shell} connect this terminal or pipe with what runs on a machine? */
@NullMarked
package org.hpcdaemon.agent.cli.shell;

import org.jspecify.annotations.NullMarked;
