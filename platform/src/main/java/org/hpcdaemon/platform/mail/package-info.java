/** How one-time codes, and word of requests that wait, reach people: a port, SMTP, and a folder for a platform that is being tried. */
@NullMarked
package org.hpcdaemon.platform.mail;

import org.jspecify.annotations.NullMarked;
