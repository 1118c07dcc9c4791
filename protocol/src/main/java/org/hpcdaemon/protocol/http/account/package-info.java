/** What do the routes of sign-in and keys take and answer? */
@NullMarked
package org.hpcdaemon.protocol.http.account;

import org.jspecify.annotations.NullMarked;
