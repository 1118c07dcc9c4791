/** Which files does a command of an agent see, and how does the daemon come to see them? */
@NullMarked
package org.hpcdaemon.sandbox.view;

import org.jspecify.annotations.NullMarked;
