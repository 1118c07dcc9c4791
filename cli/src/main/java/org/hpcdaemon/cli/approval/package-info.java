/** How are requests that wait for permission shown to people? */
@NullMarked
package org.hpcdaemon.cli.approval;

import org.jspecify.annotations.NullMarked;
