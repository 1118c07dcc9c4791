/** How does output of programs become text that a model reads: valid, plain, and no longer than it was asked for? */
@NullMarked
package org.hpcdaemon.tools.text;

import org.jspecify.annotations.NullMarked;
