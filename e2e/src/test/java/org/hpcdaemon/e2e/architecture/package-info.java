@NullMarked
package org.hpcdaemon.e2e.architecture;

import org.jspecify.annotations.NullMarked;
