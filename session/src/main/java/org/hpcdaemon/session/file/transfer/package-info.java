/** How does a file of any size go to an agent or come from one, through cuts? */
@NullMarked
package org.hpcdaemon.session.file.transfer;

import org.jspecify.annotations.NullMarked;
