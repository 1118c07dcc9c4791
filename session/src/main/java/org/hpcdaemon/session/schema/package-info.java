/** Which tables the daemon's one database has: those of all modules, in the lowest one that stores. */
@NullMarked
package org.hpcdaemon.session.schema;

import org.jspecify.annotations.NullMarked;
