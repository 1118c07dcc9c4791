/** How do requests, answers and streams survive lost connections? One {@link org.hpcdaemon.client.session.Session} asks again on the next. */
@NullMarked
package org.hpcdaemon.client.session;

import org.jspecify.annotations.NullMarked;
