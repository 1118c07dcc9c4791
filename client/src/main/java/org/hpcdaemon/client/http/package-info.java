/** How does the platform's HTTP API answer, and what does a wrong answer mean? */
@NullMarked
package org.hpcdaemon.client.http;

import org.jspecify.annotations.NullMarked;
