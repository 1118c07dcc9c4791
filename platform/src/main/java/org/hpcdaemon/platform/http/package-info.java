/** The HTTP side: one table of routes, and what each answers. */
@NullMarked
package org.hpcdaemon.platform.http;

import org.jspecify.annotations.NullMarked;
