/** How is an HTTP request admitted, read and answered? A route says what it takes; {@link org.hpcdaemon.platform.http.ApiHandler} does the rest. */
@NullMarked
package org.hpcdaemon.platform.http;

import org.jspecify.annotations.NullMarked;
