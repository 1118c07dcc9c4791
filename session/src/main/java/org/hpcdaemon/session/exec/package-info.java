/** What a command does from its start to its end, and what agents may ask of it meanwhile. */
@NullMarked
package org.hpcdaemon.session.exec;

import org.jspecify.annotations.NullMarked;
