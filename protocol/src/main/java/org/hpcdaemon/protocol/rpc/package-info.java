@NullMarked
package org.hpcdaemon.protocol.rpc;

import org.jspecify.annotations.NullMarked;
