/** Does the console work for people: in a real browser, by keyboard, on a phone? */
@NullMarked
package org.hpcdaemon.e2e.console;

import org.jspecify.annotations.NullMarked;
