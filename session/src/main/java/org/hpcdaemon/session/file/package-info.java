/** What may agents do with files, and what are they told of them? */
@NullMarked
package org.hpcdaemon.session.file;

import org.jspecify.annotations.NullMarked;
