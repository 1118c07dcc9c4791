/** What does a route say of itself: what it takes, who may call it, and what it answers? */
@NullMarked
package org.hpcdaemon.platform.http.route;

import org.jspecify.annotations.NullMarked;
