/** A real Grid Engine for tests. */
@NullMarked
package org.hpcdaemon.testkit.gridengine;

import org.jspecify.annotations.NullMarked;
