/** What do the files say: read, checked, tried with their own examples, and read again when they change? */
@NullMarked
package org.hpcdaemon.daemon.policy.file;

import org.jspecify.annotations.NullMarked;
