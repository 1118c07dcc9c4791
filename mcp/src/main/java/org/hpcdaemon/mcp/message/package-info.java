/** JSON-RPC 2.0 as MCP uses it: one message in, one message out, and the errors. */
@NullMarked
package org.hpcdaemon.mcp.message;

import org.jspecify.annotations.NullMarked;
