/** How does a person sign in at a prompt, with a code from a mail? */
@NullMarked
package org.hpcdaemon.client.signin;

import org.jspecify.annotations.NullMarked;
