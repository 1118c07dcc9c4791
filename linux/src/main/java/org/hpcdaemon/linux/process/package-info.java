/** Which processes there are and what they inherit; programs that are asked; loops of this process. */
@NullMarked
package org.hpcdaemon.linux.process;

import org.jspecify.annotations.NullMarked;
