/** Who asks, and by which way answers and bytes get back to them. */
@NullMarked
package org.hpcdaemon.session.route;

import org.jspecify.annotations.NullMarked;
