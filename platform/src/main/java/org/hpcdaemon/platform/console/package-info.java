/** What do people's browsers get: the console's page, and the cookie that signs them in? The page itself is made from {@code console/}. */
@NullMarked
package org.hpcdaemon.platform.console;

import org.jspecify.annotations.NullMarked;
