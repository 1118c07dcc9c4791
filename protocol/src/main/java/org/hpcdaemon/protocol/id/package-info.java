@NullMarked
package org.hpcdaemon.protocol.id;

import org.jspecify.annotations.NullMarked;
