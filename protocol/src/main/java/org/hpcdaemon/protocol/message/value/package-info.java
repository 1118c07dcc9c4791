/** What do fields of several messages hold, and how is a field checked? */
@NullMarked
package org.hpcdaemon.protocol.message.value;

import org.jspecify.annotations.NullMarked;
