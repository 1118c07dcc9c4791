/** Which files and lines match, and where did a search stop? */
@NullMarked
package org.hpcdaemon.session.file.search;

import org.jspecify.annotations.NullMarked;
