@NullMarked
package org.hpcdaemon.link;

import org.jspecify.annotations.NullMarked;
