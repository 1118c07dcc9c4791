/** Which way leads to the platform: its address, proxies, and the certificates to trust? */
@NullMarked
package org.hpcdaemon.link.network;

import org.jspecify.annotations.NullMarked;
