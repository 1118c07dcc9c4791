/** How are a scheduler's own servers started, awaited and asked? */
@NullMarked
package org.hpcdaemon.testkit.server;

import org.jspecify.annotations.NullMarked;
