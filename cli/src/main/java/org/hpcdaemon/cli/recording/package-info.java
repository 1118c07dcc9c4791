/** How do both command lines name and show recordings? */
@NullMarked
package org.hpcdaemon.cli.recording;

import org.jspecify.annotations.NullMarked;
