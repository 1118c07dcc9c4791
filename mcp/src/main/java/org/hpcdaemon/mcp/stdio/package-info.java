/** The stdio transport, without stdio: lines in, lines out, and what a client cancels. */
@NullMarked
package org.hpcdaemon.mcp.stdio;

import org.jspecify.annotations.NullMarked;
