/**
 * Streamable HTTP, without HTTP: what a POST to the endpoint is answered, and in which form. The door gives it methods,
 * headers and bytes, and a stream to write to; who may enter at all (keys, limits) is the door's to say before.
 */
@NullMarked
package org.hpcdaemon.mcp.http;

import org.jspecify.annotations.NullMarked;
