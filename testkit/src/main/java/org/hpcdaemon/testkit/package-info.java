@NullMarked
package org.hpcdaemon.testkit;

import org.jspecify.annotations.NullMarked;
