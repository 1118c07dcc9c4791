/** What does setup ask of the platform: a sign-in, a key, its removal? */
@NullMarked
package org.hpcdaemon.daemon.setup.platform;

import org.jspecify.annotations.NullMarked;
