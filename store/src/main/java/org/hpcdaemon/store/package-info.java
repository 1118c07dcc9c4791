@NullMarked
package org.hpcdaemon.store;

import org.jspecify.annotations.NullMarked;
