@NullMarked
package org.hpcdaemon.e2e;

import org.jspecify.annotations.NullMarked;
