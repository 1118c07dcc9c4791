/** What a shell does that outlives its readers: its terminal, what is run in it, and who reads along. */
@NullMarked
package org.hpcdaemon.session.shell;

import org.jspecify.annotations.NullMarked;
